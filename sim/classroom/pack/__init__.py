"""What is handed out: manuals, briefs, forms and the MSEL, for Word, the browser and a spreadsheet."""
