"""What is measured: handling, equity, trust, money and capacities, each with its source and unit."""
