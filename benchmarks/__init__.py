"""What is measured: ours, the released visdom 0.2.4 and a bare floor, side by side; `python -m benchmarks -h`."""
