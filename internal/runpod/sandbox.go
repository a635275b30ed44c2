package runpod

// SandboxVariable names the environment variable by which the subcommand sandbox tells
// the provider, inside of the command that it runs, the address of its account. It
// beats the configuration.
const SandboxVariable = "RUNPOD_SANDBOX"
