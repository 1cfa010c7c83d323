"""What an organisation asks of cards: profiles, severities, waivers, a baseline; one function decides."""
