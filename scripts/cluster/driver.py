#!/usr/bin/env python3
"""Runs `corroborate score` on Apache Spark, or on Sail: every stage in `corroborate worker`, what lies between them in the engine.

    driver.py CORPUS... --out reports --work /shared/work            (in `spark-submit`, or with --master or --remote)

CORPUS and --work have to be reachable from every executor under the same path, and so has --program. The reports are byte for byte those
of `corroborate score`, `run.csv` excepted. Only the part of PySpark is used that Spark Connect has too.
"""

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
from pyspark import cloudpickle
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pipe  # noqa: E402

# Executors have no copy of it.
cloudpickle.register_pickle_by_value(pipe)

SQL_TYPES = {"int": "bigint", "text": "string", "bytes": "binary"}
EDGES = "u bigint, v bigint"
# First keys of a claim that one mention puts forward, as in src/report/claims.rs.
LONE = (6, -1)
# Bytes that the driver fetches at once, about.
PORTION = 64 << 20
# Kinds of row, as in src/worker/stages.rs.
ARTICLE, REJECT = 0, 1
MEMBER, EVENT, DROPPED, COPIED = 0, 1, 2, 0
POSTING, SUM, HOME = 0, 1, 2
PARTNERS, VISIT = 0, 1
PAIRS, NEAR, MASS, IN_PAIR, BLOCK = 0, 1, 2, 3, 4
STANDING, WITNESS, LINK = 0, 1, 1
# Kinds of fact in the side table of stages over blocks.
WORD_FACT, SUM_FACT, UNDATED_FACT, DAY_FACT, DENSITY_FACT, LOG_WINDOW_FACT = 0, 1, 2, 3, 4, 5
CLAIM_LINE, EVIDENCE_LINE, LINKING, SPEAKERS, PASSAGE = 0, 1, 2, 3, 1
PARTS = {"event": 0, "article": 1, "copied": 2, "linking": 3, "speakers": 4, "reject": 5, "changes": 6, "dropped": 7, "passage": 8, "fact": 9}


class Fault(Exception):
    """What ends a run without reports."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", nargs="+", help="files and folders of articles, as for `corroborate score`")
    parser.add_argument("--out", default="reports", help="folder of the reports, on the driver's machine; replaced whole")
    parser.add_argument("--work", required=True, help="folder for the tables between stages, on storage that every executor reaches")
    parser.add_argument("--program", default=shutil.which("corroborate") or "corroborate", help="the program, here and on every executor")
    parser.add_argument("--partitions", type=int, default=0, help="parts that a table is worked on in [default: the engine's parallelism]")
    parser.add_argument("--threads", type=int, default=1, help="threads of the stages that need all rows in one task")
    parser.add_argument("--memory", default="256M", help="memory for the rows of a task while they wait; then a temporary file")
    parser.add_argument("--events-at-once", type=int, default=200_000, help="articles up to which events are made in one task")
    parser.add_argument("--resume", action="store_true", help="go on from the stages that an earlier run of the same corpus finished")
    parser.add_argument("--master", help="a Spark master, outside of spark-submit: local[2], spark://HOST:7077")
    parser.add_argument("--remote", help="a Spark Connect server (Sail, Spark): sc://HOST:PORT")
    parser.add_argument("--costs", help="file to write rows, bytes and seconds of each stage to, as JSON")
    for name in ["config", "outlets", "since", "until", "delimiter", "evidence"]:
        parser.add_argument(f"--{name}", help="as for `corroborate score`")
    parser.add_argument("--bom", action="store_true", help="as for `corroborate score`")
    return parser.parse_args()


def plan_of(asked):
    """What the program says of this run: files, settings, the tables of every stage."""
    command = [asked.program, "worker", "plan", *asked.corpus, "--out", asked.out]
    for name in ["config", "outlets", "since", "until", "delimiter", "evidence"]:
        if getattr(asked, name):
            command += [f"--{name}", getattr(asked, name)]
    if asked.bom:
        command.append("--bom")
    told = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if told.returncode != 0:
        raise Fault(f"{' '.join(command[:3])} ended with status {told.returncode}")
    return json.loads(told.stdout)


def session(asked):
    builder = SparkSession.builder.appName("corroborate")
    if asked.remote:
        return builder.remote(asked.remote).getOrCreate()
    if asked.master:
        builder = builder.master(asked.master)
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    # A row of the larger tables is some 80 kB, a block of lines 256 kB: as many as are read or written at once by default would fill an
    # executor.
    builder = builder.config("spark.hadoop.parquet.page.size.row.check.min", "8")
    builder = builder.config("spark.sql.parquet.columnarReaderBatchSize", "64")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    # Tables are smaller than they look to the planner, and an article's text must not be sent to every executor.
    builder = builder.config("spark.sql.autoBroadcastJoinThreshold", "-1")
    return builder.getOrCreate()


class Run:
    def __init__(self, asked):
        self.asked = asked
        self.plan = plan_of(asked)
        self.stages = {stage["name"]: stage for stage in self.plan["stages"]}
        # Paths stand in the reports as they were given; executors work somewhere else.
        self.folder = os.getcwd() if any(not os.path.isabs(path) for path in self.plan["files"]) else None
        self.program = os.path.abspath(asked.program) if os.sep in asked.program else asked.program
        sizes = [(path, os.path.getsize(path), os.stat(path).st_mtime_ns) for path in self.plan["files"]]
        with open(shutil.which(asked.program) or asked.program, "rb") as file:
            program = hashlib.sha256(file.read()).hexdigest()
        marked = json.dumps([self.plan["marks"], sizes, self.plan["rejects"], program])
        self.key = hashlib.sha256(marked.encode()).hexdigest()
        self.spark = session(asked)
        self.partitions = asked.partitions or self.parallelism()
        self.spark.conf.set("spark.sql.shuffle.partitions", str(self.partitions))
        self.costs = []
        self.rejected = 0
        self.faults = os.path.join(os.path.abspath(asked.work), "faults") if self.local() else None
        if self.faults:
            shutil.rmtree(self.faults, ignore_errors=True)

    def stop(self):
        """Says goodbye, so that nobody starts executors anew while the engine goes."""
        if not self.asked.remote:
            self.spark.stop()

    def parallelism(self):
        told = self.spark.conf.get("spark.sql.shuffle.partitions", "8")
        try:
            return self.spark.sparkContext.defaultParallelism
        except Exception:  # Spark Connect has no such thing.
            return int(told)

    # Tables.

    def path(self, name):
        return f"{self.asked.work.rstrip('/')}/{name}"

    def finished(self, name):
        """Whether an earlier run of this corpus with these settings wrote the whole table."""
        mark = self.path(name) + ".done"
        if self.local():
            return os.path.isfile(mark) and open(mark, encoding="utf-8").read() == self.key
        try:
            return self.spark.read.schema("key string").parquet(mark).collect()[0][0] == self.key
        except Exception:  # There is none, or only part of one.
            return False

    def mark(self, name, key):
        """Marks a table as finished, on whatever storage it lies."""
        mark = self.path(name) + ".done"
        if self.local():
            os.makedirs(self.asked.work, exist_ok=True)
            with open(mark + ".partial", "w", encoding="utf-8") as file:
                file.write(key)
            os.replace(mark + ".partial", mark)
        else:
            self.spark.createDataFrame([(key,)], "key string").coalesce(1).write.mode("overwrite").parquet(mark)

    def local(self):
        return "://" not in self.asked.work

    def table(self, name, of, make):
        """The table of this name: read where it is finished and --resume was given, else made and written."""
        finished = self.finished(name)
        if not (self.asked.resume and finished):
            begun = time.monotonic()
            if finished:
                # A run that dies while it writes the table again must not leave it marked.
                self.mark(name, "under way")
            make().write.mode("overwrite").parquet(self.path(name))
            self.mark(name, self.key)
            self.cost(name, time.monotonic() - begun)
        # With its columns given, since not every engine writes those of a table without rows.
        return self.spark.read.schema(self.columns(of)).parquet(self.path(name))

    def columns(self, of):
        """The columns that a stage puts out, in the words of SQL; those of any other table as they are given."""
        if of not in self.stages:
            return of
        return ", ".join(f"{column['name']} {SQL_TYPES[column['kind']]}" for column in self.stages[of]["output"])

    def cost(self, name, seconds):
        told = {"table": name, "seconds": round(seconds, 2)}
        if os.path.isdir(self.path(name)):
            told["bytes"] = sum(os.path.getsize(os.path.join(self.path(name), file)) for file in os.listdir(self.path(name)))
        self.costs.append(told)
        print(f"{name:>10} {seconds:7.1f} s {told.get('bytes', 0) / 1e6:9.1f} MB", file=sys.stderr, flush=True)

    # Stages.

    def stage(self, name, frame, by=None, side=None, options=()):
        """The rows of `frame` through a stage. `by`: the column that keeps rows together; None where any partition will do."""
        stage = self.stages[name]
        columns = [column["name"] for column in stage["input"]]
        frame = frame.select(*columns)
        options = ["--sort", "--memory", self.asked.memory, *options]
        if stage["whole"]:
            frame = frame.repartition(1)
            options += ["--threads", str(self.asked.threads)]
        elif by:
            frame = frame.repartition(self.partitions, by)
        run = pipe.stage(self.program, stage, self.plan["marks"], self.plan["settings"], side, options, self.folder, self.faults)
        return frame.mapInArrow(run, self.columns(name))

    def side(self, name, frame):
        """A small table for every task of a stage, as bytes."""
        schema = pipe.schema_of(self.stages[name]["side"])
        rows = frame.select(*schema.names).toArrow().cast(schema)
        rows = rows.sort_by([(schema.names[0], "ascending")])
        out = io.BytesIO()
        with pa.ipc.new_stream(out, schema) as writer:
            writer.write_table(rows)
        return out.getvalue()

    def said(self):
        """What workers of this run said that failed, the last first."""
        try:
            files = sorted(os.scandir(self.faults), key=lambda file: (-file.stat().st_mtime_ns, file.name))
        except (OSError, TypeError):  # None failed, or nobody could note it.
            return []
        return [open(file.path, encoding="utf-8", errors="replace").read() for file in files]

    def together(self, what, told, counted):
        """Rows that belong together were in one task: as many groups were worked on as there are."""
        if told != counted:
            raise Fault(f"{what}: {counted} groups, and {told} were worked on: the engine has parted rows that belong together")

    def components(self, edges, prefix=""):
        """Connected components by turns of large and small stars (Kiveris and others 2014): each node with the least of its component."""
        turn = 0
        last = None
        while True:
            both = edges.union(edges.select(F.col("v").alias("u"), F.col("u").alias("v")))
            least = both.groupBy("u").agg(F.min("v").alias("m")).select("u", F.least("u", "m").alias("m"))
            large = both.join(least, "u").where(F.col("v") > F.col("u")).select(F.col("v").alias("u"), F.col("m").alias("v")).distinct()
            # Every edge leads from the larger node to the smaller one now.
            low = large.groupBy("u").agg(F.min("v").alias("m"))
            joined = large.join(low, "u")
            small = joined.where(F.col("v") != F.col("m")).select(F.col("v").alias("u"), F.col("m").alias("v"))
            edges = self.table(f"{prefix}stars-{turn}", EDGES, lambda: small.union(low.select("u", F.col("m").alias("v"))).distinct())
            told = edges.agg(F.count("u"), F.sum(F.col("u") % 1_000_000_007), F.sum(F.col("v") % 1_000_000_007)).collect()[0]
            if tuple(told) == last:
                return edges.select(F.col("u").alias("number"), F.col("v").alias("piece"))
            last, turn = tuple(told), turn + 1

    def facts(self, *parts):
        """The side table of stages over blocks, as rows of (fact, key, number)."""
        rows = None
        for fact, frame, key, number in parts:
            key = F.col(key) if isinstance(key, str) else F.lit(key)
            part = frame.select(F.lit(fact).cast("bigint").alias("fact"), key.cast("bigint").alias("key"), F.col(number).cast("bigint").alias("number"))
            rows = part if rows is None else rows.union(part)
        return rows

    def links(self, prefix, articles, count, options):
        """The links among articles (number, day, words), or events by one article each, block by block; and what caps left out."""
        options = ["--articles", str(count), *options]
        words = lambda: self.stage("words", articles).groupBy("word").agg(F.sum("articles").alias("articles")).where(F.col("articles") > 1)  # noqa: E731
        words = self.table(f"{prefix}words", "word bigint, articles bigint", words)
        days = articles.where(F.col("day").isNotNull()).groupBy("day").agg(F.count("day").alias("articles"))
        days = self.table(f"{prefix}days", "day bigint, articles bigint", lambda: days)
        facts = [(WORD_FACT, words, "word", "articles"), (DAY_FACT, days, "day", "articles")]
        blocks = self.table(f"{prefix}blocks", "days", lambda: self.stage("days", days, options=options))

        side = self.side("postings", self.facts(*facts))
        keyed = self.table(f"{prefix}postings", "postings", lambda: self.stage("postings", articles, side=side, options=options))
        sums = keyed.where(F.col("kind") == SUM).groupBy("word").agg(F.sum("value").alias("value"), F.sum("undated").alias("undated"))
        sums = self.table(f"{prefix}sums", "word bigint, value bigint, undated bigint", lambda: sums)
        touched = self.stage("touched", keyed.where(F.col("kind") == POSTING), by="word", options=options)
        partners = lambda: self.stage("partners", touched, by="number", side=side, options=options)  # noqa: E731
        partners = self.table(f"{prefix}partners", "partners", partners)

        # The articles that each block needs, once each.
        core = lambda frame, number, block, core: frame.select(F.col(number).alias("number"), F.col(block).alias("block"), core.cast("bigint").alias("core"))  # noqa: E731
        needed = core(articles.join(blocks, "day"), "number", "block", F.col("core"))
        needed = needed.union(core(keyed.where(F.col("kind") == HOME), "number", "value", F.lit(1)))
        needed = needed.union(core(partners.where(F.col("kind") == VISIT), "number", "block", F.lit(0)))
        needed = needed.groupBy("block", "number").agg(F.max("core").alias("core"))
        chosen = partners.where(F.col("kind") == PARTNERS).select("number", F.col("data").alias("partners"))
        brought = needed.join(articles, "number").join(chosen, "number", "left")
        side = self.side("compare", self.facts(*facts, (SUM_FACT, sums, "word", "value"), (UNDATED_FACT, sums, "word", "undated")))
        compared = self.table(f"{prefix}compared", "compare", lambda: self.stage("compare", brought, by="block", side=side, options=options))
        number_of_blocks = needed.select("block").distinct().count()
        self.together("blocks of articles", compared.where(F.col("kind") == BLOCK).count(), number_of_blocks)

        told = compared.where(F.col("kind").isin(NEAR, MASS))
        standings = self.table(f"{prefix}standings", "standing", lambda: self.stage("standing", told, by="number"))
        placed = standings.where(F.col("kind") == STANDING)
        self.together("articles in blocks", placed.count(), count)
        sums = placed.agg(F.sum("density").alias("density"), F.sum("log_window").alias("log_window"))
        in_pairs = compared.where(F.col("kind") == IN_PAIR).select("block", "number")
        witnesses = standings.where(F.col("kind") == WITNESS).select("number", "other")
        needed = in_pairs.union(in_pairs.join(witnesses, "number").select("block", F.col("other").alias("number"))).distinct()
        pairs = compared.where(F.col("kind") == PAIRS).select("block", "number", F.col("data").alias("pairs"))
        brought = needed.join(articles, "number").join(placed.select("number", F.col("data").alias("standing")), "number")
        brought = brought.join(pairs, ["block", "number"], "left")
        side = self.side("likely", self.facts(*facts, (DENSITY_FACT, sums, 0, "density"), (LOG_WINDOW_FACT, sums, 0, "log_window")))
        links = self.table(f"{prefix}links", "likely", lambda: self.stage("likely", brought, by="block", side=side, options=options))
        self.together("blocks of pairs", links.where(F.col("kind") == BLOCK).count(), needed.select("block").distinct().count())
        dropped = partners.where(F.col("kind") == DROPPED).select("data")
        return links.where(F.col("kind") == LINK).select("left", "right", "millionths", "linked"), dropped

    def pieces(self, prefix, numbers, links):
        """Articles or events joined by links (number, piece), and the links within pieces."""
        edges = links.where(F.col("linked") == 1).select(F.col("left").alias("u"), F.col("right").alias("v"))
        # An empty list has no columns on every engine.
        none = self.spark.createDataFrame([(-1, -1)], "number bigint, piece bigint").where("number >= 0")
        pieces = self.components(edges, prefix) if edges.limit(1).count() else none
        pieces = numbers.join(pieces, "number", "left").select("number", F.coalesce("piece", "number").alias("piece"))
        left = pieces.select(F.col("number").alias("left"), "piece")
        right = pieces.select(F.col("number").alias("right"), F.col("piece").alias("other_piece"))
        within = links.join(left, "left").join(right, "right").where(F.col("piece") == F.col("other_piece"))
        return pieces, within

    def events_in_blocks(self, analysed, count):
        """What stage `events` puts out, without all articles in one task."""
        none = lambda kind: F.lit(None).cast(kind)  # noqa: E731
        number = lambda of: F.lit(of).cast("bigint")  # noqa: E731
        ids = analysed.select(F.col("id").alias("text"), number(0).alias("at"))
        numbers = self.table("numbers", "numbers", lambda: self.stage("numbers", ids))
        numbers = numbers.select(F.col("text").alias("id"), "number")
        articles = numbers.join(analysed.select("id", "day", "words"), "id")
        links, dropped = self.links("", articles.select("number", "day", "words"), count, [])
        pieces, within = self.pieces("", numbers.select("number"), links)
        rows = articles.select("number", "day", "id").join(pieces, "number")
        rows = rows.select(
            "piece", number(MEMBER).alias("kind"), "number", none("bigint").alias("other"), "day", "id",
            none("bigint").alias("millionths"), none("bigint").alias("linked"),
        ).union(within.select(
            "piece", number(LINK).alias("kind"), F.col("left").alias("number"), F.col("right").alias("other"), none("bigint").alias("day"),
            none("string").alias("id"), "millionths", "linked",
        ))
        grouped = self.table("grouped", "group", lambda: self.stage("group", rows, by="piece"))
        events = grouped.where(F.col("kind") == EVENT)
        members = grouped.where(F.col("kind") == MEMBER).select("first", "number", "id")
        self.together("articles of events", members.count(), count)

        # An event goes by the number of its first article, and is compared by the article that names it.
        number_of_events = events.count()
        titles = events.select("first", "number").join(articles.select("number", "day", "words"), "number")
        titles = titles.select(F.col("first").alias("number"), "day", "words")
        if number_of_events > self.at_once():
            links, _ = self.links("story-", titles, number_of_events, ["--stories"])
            pieces, within = self.pieces("story-", events.select(F.col("first").alias("number")), links)
            rows = pieces.select(
                "piece", number(MEMBER).alias("kind"), "number", none("bigint").alias("other"), none("bigint").alias("millionths")
            ).union(within.select(
                "piece", number(LINK).alias("kind"), F.col("left").alias("number"), F.col("right").alias("other"), "millionths"
            ))
            stories = self.table("stories", "follow", lambda: self.stage("follow", rows, by="piece", options=["--stories"]))
        else:
            stories = self.table("stories", "stories", lambda: self.stage("stories", titles))
        self.together("events of stories", stories.count(), number_of_events)

        named = events.select(F.col("event").alias("text"), F.col("first").alias("at"))
        order = self.table("event-numbers", "numbers", lambda: self.stage("numbers", named))
        order = order.select(F.col("at").alias("first"), F.col("number").alias("event"))
        first_ids = events.select(F.col("first").alias("story"), F.col("id").alias("story_id"))
        rows = events.select("first", "id", "data").join(order, "first").join(stories, "first").join(first_ids, "story")
        rows = rows.select("event", "id", F.col("story_id").alias("story"), "data")
        named = self.stage("named", rows)
        placed = members.join(order, "first").select(number(MEMBER).alias("kind"), "id", "number", "event", none("binary").alias("data"))
        caps = dropped.select(
            number(DROPPED).alias("kind"), none("string").alias("id"), number(0).alias("number"), none("bigint").alias("event"), "data"
        )
        return named.union(placed).union(caps)

    def at_once(self):
        """Articles, or events, of which all are compared in one task. Few are compared each with each, which blocks cannot do."""
        return max(self.asked.events_at_once, self.plan["compare_all"])

    def go(self):
        spark, partitions = self.spark, self.partitions
        files = spark.createDataFrame([(-1, ""), *enumerate(self.plan["files"])], "file bigint, path string").where("file >= 0")
        records = self.stage("read", files, by="file")
        admitted = self.table("admitted", "admit", lambda: self.stage("admit", records, by="number"))

        # Articles that share an id, a text or an address are chosen among together.
        articles = admitted.where(F.col("kind") == ARTICLE)
        keys = articles.select(F.col("id_key").alias("key"), "number").union(articles.select("text_key", "number"))
        keys = keys.union(articles.where(F.col("address_key").isNotNull()).select("address_key", "number")).distinct()
        shared = keys.groupBy("key").agg(F.min("number").alias("v"), F.count("number").alias("n")).where(F.col("n") > 1)
        edges = keys.join(shared, "key").where(F.col("number") != F.col("v")).select(F.col("number").alias("u"), "v").distinct()
        edges = self.table("edges", EDGES, lambda: edges)
        cards = articles.select("number", "card")
        if edges.limit(1).count():
            cards = cards.join(self.components(edges, "met-"), "number", "left")
            cards = cards.select(F.coalesce("piece", "number").alias("piece"), "number", "card")
        else:
            cards = cards.select(F.col("number").alias("piece"), "number", "card")
        chosen = self.table("chosen", "choose", lambda: self.stage("choose", cards, by="piece"))
        told, = chosen.agg(F.sum("first")).collect()[0]
        self.together("articles met twice", told or 0, cards.select("piece").distinct().count())

        staying = articles.join(chosen.where(F.col("stays") == 1).select("number"), "number")
        recurring = self.table("recurring", "recurring", lambda: self.stage("recurring", staying, by="outlet"))
        recurring = self.side("analyse", recurring)
        analysed = self.table("analysed", "analyse", lambda: self.stage("analyse", staying, by="id", side=recurring))

        earlier = chosen.where(F.col("version_of").isNotNull()).select("number", F.col("version_of").alias("of"), "version")
        earlier = earlier.join(articles.select("number", F.col("data").alias("earlier")), "number").drop("number")
        earlier = earlier.join(articles.select(F.col("number").alias("of"), "id"), "of").drop("of")
        changes = self.table("changes", "versions", lambda: self.stage("versions", earlier.join(analysed.select("id", "article", "found"), "id"), by="id"))

        count = analysed.count()
        events = lambda: self.events_in_blocks(analysed, count) if count > self.at_once() else self.stage("events", analysed)  # noqa: E731
        linked = self.table("events", "events", events)
        copies = self.table("copies", "copies", lambda: self.stage("copies", analysed))
        members = linked.where(F.col("kind") == MEMBER).select("id", "number", "event")
        events = linked.where(F.col("kind") == EVENT).select("event", F.col("data").alias("about"))
        counted = self.stage("keys", analysed).groupBy("key").agg(F.count("key").alias("articles")).where(F.col("articles") > 1)
        counted = self.table("rarity", "key bigint, articles bigint", lambda: counted)
        number_of_articles, number_of_events = members.count(), events.count()
        if number_of_articles == 0 and os.path.exists(os.path.join(self.asked.out, "datapackage.json")):
            raise Fault("no article was read; see whether the corpus is where it should be, on the executors too")
        copied = copies.where(F.col("kind") == COPIED).select("id", F.col("data").alias("copied"))
        # Small tables are joined first: the text of an article is sent about twice for its claims, and not before.
        whole = analysed.select("id", "article", "found")

        def claims():
            rows = members.join(copied, "id").join(events, "event").join(whole, "id")
            options = ["--articles", str(number_of_articles)]
            return self.stage("claims", rows, by="event", side=self.side("claims", counted), options=options)

        claims = self.table("claims", "claims", claims)
        self.together("events", claims.where(F.col("kind") == LINKING).count(), number_of_events)

        corpus = self.whole(admitted, chosen, analysed, changes, linked, copies, claims)
        asked = self.table("asked", "settle", lambda: self.stage("settle", corpus))
        again = members.join(asked.select("event", F.col("data").alias("asked")), "event").join(events, "event").join(whole, "id")
        gathered = self.table("gathered", "gather", lambda: self.stage("gather", again, by="event"))
        facts = [f"engine={'Spark Connect' if self.asked.remote else 'Spark'} {spark.version}", f"partitions={partitions}"]
        passages = self.part("passage", gathered.where(F.col("kind") == PASSAGE), "number", "data").union(
            spark.createDataFrame([(PARTS["fact"], at, bytearray(fact.encode()), None, None) for at, fact in enumerate(facts)],
                                  "kind bigint, number bigint, data binary, measures binary, totals binary")
        )
        files = self.table("files", "report", lambda: self.stage("report", corpus.union(passages)))

        lines = claims.where(F.col("kind") == CLAIM_LINE)
        lines = lines.join(gathered.where(F.col("kind") == CLAIM_LINE).select("event", "place"), ["event", "place"], "left_anti")
        keys = ["first", "second", "third", "data"]
        lines = lines.select(*keys).union(gathered.where(F.col("kind") == CLAIM_LINE).select(*keys))
        # Every claim has one line, made over or not.
        numbers = {name: claims.where(F.col("kind") == kind).count() for name, kind in [("claims.csv", CLAIM_LINE), ("evidence.csv", EVIDENCE_LINE)]}
        self.publish(files, {"claims.csv": lines, "evidence.csv": claims.where(F.col("kind") == EVIDENCE_LINE).select(*keys)}, numbers)

    def part(self, name, frame, number, data, measures=None, totals=None):
        """Rows of the table that holds the whole corpus."""
        none = F.lit(None).cast("binary")
        column = lambda given: F.col(given) if given else none  # noqa: E731
        number = F.col(number).cast("bigint") if isinstance(number, str) else F.lit(number).cast("bigint")
        return frame.select(
            F.lit(PARTS[name]).cast("bigint").alias("kind"),
            number.alias("number"),
            F.col(data).alias("data"),
            column(measures).alias("measures"),
            column(totals).alias("totals"),
        )

    def whole(self, admitted, chosen, analysed, changes, linked, copies, claims):
        """All that is asked of the corpus once its events are linked."""
        kind = F.col("kind")
        outlines = linked.where(kind == MEMBER).select("id", "number").join(analysed.select("id", "outline", "measures", "totals"), "id")
        unusable = [(number, bytearray(reject)) for number, reject in enumerate(self.plan["rejects"])]
        # An empty list has no columns on every engine.
        unusable = self.spark.createDataFrame([(-1, bytearray()), *unusable], "number bigint, data binary").where("number >= 0")
        parts = [
            self.part("event", linked.where(kind == EVENT), "event", "data"),
            self.part("article", outlines, "number", "outline", "measures", "totals"),
            self.part("copied", copies.where(kind == COPIED), "number", "data"),
            self.part("linking", claims.where(kind == LINKING), "event", "data"),
            self.part("speakers", claims.where(kind == SPEAKERS), 0, "data"),
            self.part("reject", unusable, "number", "data"),
            self.part("reject", admitted.where(kind == REJECT), "number", "data"),
            self.part("reject", chosen.where(F.col("reject").isNotNull()), "number", "reject"),
            self.part("changes", changes, 0, "data"),
            self.part("dropped", linked.where(kind == DROPPED), "number", "data"),
            self.part("dropped", copies.where(kind == DROPPED), "number", "data"),
        ]
        corpus = parts[0]
        for part in parts[1:]:
            corpus = corpus.union(part)
        return corpus

    def ranges(self, name):
        """Parts the lines of a table by ranges of their keys, not all engines do: by the first letters of an id, which are spread evenly.
        In `claims.csv` those that nothing bears on, nine of ten, come last; the others are one range."""
        many = 8 * self.partitions
        # Ids order as numbers of 60 bits.
        of = lambda key: F.floor(F.col(key) / 2.0**60 * many).cast("bigint")  # noqa: E731
        if name == "evidence.csv":
            return of("first")
        return F.when((F.col("first") == LONE[0]) & (F.col("second") == LONE[1]), of("third") + 1).otherwise(F.lit(0).cast("bigint"))

    def portions(self, blocks):
        """Ranges of blocks that together are small enough to be fetched at once, in order."""
        portions = []
        held = PORTION
        for row in blocks.groupBy("range").agg(F.sum("bytes").alias("bytes")).orderBy("range").collect():
            if held + row["bytes"] > PORTION:
                portions.append([row["range"], row["range"] + 1])
                held = 0
            portions[-1][1] = row["range"] + 1
            held += row["bytes"]
        return portions

    def publish(self, files, tables, numbers):
        """Writes the reports to a folder beside OUT and has the program put it in place."""
        begun = time.monotonic()
        parent = os.path.dirname(os.path.abspath(self.asked.out))
        os.makedirs(parent, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=parent, prefix=".cluster-") as folder:
            for row in files.orderBy("file", "part").toLocalIterator():
                with open(os.path.join(folder, row["file"]), "ab") as file:
                    file.write(row["data"])
            for name, lines in tables.items():
                keys = ["first", "second", "third"]
                ranged = lines.withColumn("range", self.ranges(name))
                blocks = self.table(name.replace(".csv", "-lines"), "lines", lambda: self.stage("lines", ranged, by="range"))
                self.together(name, blocks.agg(F.sum("rows")).collect()[0][0] or 0, numbers[name])
                last = None
                with open(os.path.join(folder, name), "ab") as file:
                    for first, end in self.portions(blocks):
                        portion = blocks.where((F.col("range") >= first) & (F.col("range") < end))
                        for row in portion.orderBy(*keys).collect():
                            if last is not None and tuple(row[key] for key in keys) < last:
                                raise Fault(f"{name}: blocks of lines overlap: the engine has not parted the table by ranges of its keys")
                            last = tuple(row[f"last_{key}"] for key in keys)
                            file.write(row["data"])
            with open(os.path.join(folder, "run.csv"), encoding="utf-8-sig") as file:
                # `rejected`, whatever parts the cells, and a number.
                self.rejected = next((int(line[9:]) for line in file if line[:8] == "rejected"), 0)
            told = subprocess.run([self.asked.program, "worker", "publish", folder, "--out", self.asked.out], check=False)
            if told.returncode != 0:
                raise Fault(f"the reports could not be put in place: status {told.returncode}")
        self.cost("reports", time.monotonic() - begun)


def main():
    asked = arguments()
    begun = time.monotonic()
    run = None
    try:
        run = Run(asked)
        run.go()
        run.stop()
    except (Fault, OSError) as fault:
        print(f"driver.py: {fault}; the reports in {asked.out} are as they were", file=sys.stderr)
        return 1
    except Exception as error:
        told = str(error)
        said = run.said() if run else []
        if said:
            told = said[0]
        elif "corroborate worker" in told:
            # What the worker said, without what the engine says around it.
            told = told[told.index("corroborate worker"):].split("\n\tat ")[0].strip()
        else:
            print(f"driver.py: the engine failed; the reports in {asked.out} are as they were", file=sys.stderr)
            raise
        print(f"driver.py: {told}\ndriver.py: the reports in {asked.out} are as they were", file=sys.stderr)
        return 1
    survived = run.said()
    if survived:
        print(f"driver.py: {len(survived)} workers failed and were run again; the last: {survived[0]}", file=sys.stderr)
    print(f"reports in {asked.out} after {time.monotonic() - begun:.1f} s", file=sys.stderr)
    if asked.costs:
        with open(asked.costs, "w", encoding="utf-8") as file:
            json.dump({"seconds": round(time.monotonic() - begun, 2), "partitions": run.partitions, "tables": run.costs}, file, indent=1)
    # As `corroborate score` ends where inputs were rejected.
    return 3 if run.rejected else 0


if __name__ == "__main__":
    sys.exit(main())
