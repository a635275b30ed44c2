# With the token in TF_VAR_hf_token.
model            = "meta-llama/Llama-3.1-8B-Instruct"
model_size_gb    = 16.1
hf_token_version = 1
