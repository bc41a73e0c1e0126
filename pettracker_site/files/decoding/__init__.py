"""Files of strangers are opened in processes of their own: what one costs, or breaks, is no other request's."""
