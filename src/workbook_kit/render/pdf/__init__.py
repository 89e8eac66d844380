"""What is done to a PDF after Typst: form fields, row headers, folding, scaling; and reading a form again."""
