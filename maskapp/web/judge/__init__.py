"""Pictures that browsers and programs send to be judged; nothing of them is stored or logged."""
