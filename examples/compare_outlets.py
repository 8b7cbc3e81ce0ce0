# Compares outlets with pandas: whose order is sure? Usage: python examples/compare_outlets.py reports
import sys
import pandas as pd

reports = sys.argv[1] if len(sys.argv) > 1 else "reports"
sources = pd.read_csv(f"{reports}/sources.csv").dropna(subset=["score"]).sort_values("score", ascending=False)
print(sources[["source", "score", "score_low", "score_high", "rank_low", "rank_high", "evidence"]].to_string(index=False))
for upper, lower in zip(sources.itertuples(), sources.iloc[1:].itertuples()):
    tied = upper.rank_high >= lower.rank_low
    print(f"{upper.source} {'is level with' if tied else 'stands above'} {lower.source}")
