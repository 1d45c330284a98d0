"""What `import sim` offers: scenarios, runs, comparisons and sweeps from Python; EMA Workbench and Mesa models."""
