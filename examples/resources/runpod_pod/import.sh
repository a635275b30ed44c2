terraform import runpod_pod.trainer k3x9q2m7ab
