"""The record as a bill of materials: CycloneDX and SPDX, every field traceable to the record."""
