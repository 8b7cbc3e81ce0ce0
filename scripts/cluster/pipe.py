"""Pipes the rows of a partition through `corroborate worker STAGE`. Goes to the executors by value, so it imports nothing of the project."""

import os
import subprocess
import tempfile
import threading
import uuid

TYPES = {"int": "int64", "text": "string", "bytes": "binary"}


def schema_of(columns, marks=None):
    """The Arrow schema of columns as `corroborate worker plan` lists them."""
    import pyarrow as pa

    fields = [pa.field(column["name"], getattr(pa, TYPES[column["kind"]])()) for column in columns]
    return pa.schema(fields, metadata=marks)


def conforming(batch, schema):
    """The same rows with these columns and types: engines hand over views and large texts too."""
    import pyarrow as pa

    arrays = [batch.column(field.name).cast(field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def stage(program, stage, marks, settings, side=None, options=(), folder=None, faults=None):
    """A function for `DataFrame.mapInArrow`: rows of one partition in, rows out.

    `side`: bytes of the side table as an Arrow IPC stream. `folder`: where paths are seen from. `faults`: a folder for what failing workers
    say, since an engine may only tell of what their failure led to. A partition without rows gives none, unless all rows are in one.
    """

    def run(batches):
        import pyarrow as pa

        batches = iter(batches)
        first = next((batch for batch in batches if batch.num_rows > 0), None)
        if first is None and not stage["whole"]:
            return
        with tempfile.TemporaryDirectory() as own:
            command = [program, "worker", stage["name"], "--settings", os.path.join(own, "settings"), *options]
            with open(command[4], "w", encoding="utf-8") as file:
                file.write(settings)
            if side is not None:
                command += ["--side", os.path.join(own, "side")]
                with open(command[-1], "wb") as file:
                    file.write(side)
            with open(os.path.join(own, "errors"), "w+b") as errors:
                yield from piped(pa, command, errors, first, batches)

    def piped(pa, command, errors, first, batches):
        # Buffered pipes: short reads of a raw one end a stream early for pyarrow.
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors, "bufsize": 1 << 20}
        process = subprocess.Popen(command, cwd=folder, **pipes)
        failure = []

        def feed():
            schema = schema_of(stage["input"], marks)
            try:
                with pa.ipc.new_stream(process.stdin, schema) as writer:
                    if first is not None:
                        writer.write_batch(conforming(first, schema))
                    for batch in batches:
                        writer.write_batch(conforming(batch, schema))
                process.stdin.close()
            except BrokenPipeError:
                pass  # The worker has ended: its exit status tells why.
            except BaseException as error:
                failure.append(error)
                process.kill()

        # In a thread of its own: where both sides wait for the other to read, nothing moves any more.
        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        ended = broken = False
        try:
            for batch in pa.ipc.open_stream(process.stdout):
                yield batch.replace_schema_metadata(None)
            ended = True
        except (pa.ArrowInvalid, OSError):
            broken = True  # The exit status tells why.
        finally:
            if not ended and not broken:
                process.kill()  # Nobody reads its rows any more.
            status = settle(process, feeder)
        errors.seek(0, os.SEEK_END)
        errors.seek(max(0, errors.tell() - 4096))
        told = errors.read().decode("utf-8", "replace").strip()
        if failure:
            raise failure[0]
        if status != 0 or not ended:
            fault = f"corroborate worker {stage['name']} ended with status {status}: {told}"
            note(fault)
            raise RuntimeError(fault)

    def note(fault):
        if faults is None:
            return
        try:
            os.makedirs(faults, exist_ok=True)
            with open(os.path.join(faults, f"{stage['name']}-{uuid.uuid4().hex}"), "w", encoding="utf-8") as file:
                file.write(fault)
        except OSError:
            pass  # It is in the exception too.

    def settle(process, feeder):
        """Waits for the worker, whose output has ended, and for what feeds it."""
        try:
            status = process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        process.stdout.close()
        feeder.join(timeout=60)
        return status

    return run
