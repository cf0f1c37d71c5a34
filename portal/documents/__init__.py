"""Documents that leave the product: PDF, spreadsheets and the charts in them."""
