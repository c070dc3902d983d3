"""What the engine costs, as ratios against floors and peers measured side by side in one run.

Run ``python -m benchmarks`` from a checkout; docs/benchmarks.md says what each row means.
"""
