"""How a benchmark is asked and judged: tasks, items, prompts, rules of two harnesses; no torch."""
