"""What an organisation asks of its cards: profiles, severities, waivers and a baseline."""
