baked_image = "ghcr.io/acme/vllm-qwen3-8b:1"
