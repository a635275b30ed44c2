active_workers = 1
flex_workers   = 2
