"""The methods of truthdiscovery: settle_truthdiscovery.py TABLE.csv. A line a method."""
import sys, types, warnings

# It imports a drawing library that it needs for pictures only.
sys.modules["cairo"] = types.ModuleType("cairo")
warnings.simplefilter("ignore")
import truthdiscovery as td

from common import Watch, table, tell

data = td.Dataset(((source, item, value) for source, item, value in table(sys.argv[1])), allow_multiple=True)
for method in (td.MajorityVoting, td.Sums, td.AverageLog, td.Investment, td.PooledInvestment, td.TruthFinder, td.CRH):
    watch = Watch()
    try:
        with watch:
            result = method().run(data)
        chosen = {item: sorted(result.get_most_believed_values(item)) for item in data.var_ids}
        tell(method=method.__name__, wall=watch.wall, cpu=watch.cpu, chosen=chosen, done=True)
    except Exception as failure:
        tell(method=method.__name__, failed=f"{type(failure).__name__}: {failure}", done=False)
