"""The viewer of snapshots: one picture large, its facts, its note and corrections of its labels."""
