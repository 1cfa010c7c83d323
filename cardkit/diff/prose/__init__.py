"""What the running text of a Chinese and an English card states: quantities, dates, sections."""
