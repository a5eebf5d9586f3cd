"""Values as people type them into spreadsheets, read into what they mean — or refused with why."""
