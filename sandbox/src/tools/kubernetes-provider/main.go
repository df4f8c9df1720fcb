// Command kubernetes-provider is pulumi-resource-kubernetes with a main of its own: upstream's main embeds
// generated files that are not part of the published Go module. Only the schema of resource types is
// missing, which the engine asks for when it generates SDKs or runs YAML programs, never for Node programs.
package main

import "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"

// version is set by the linker.
var version = "0.0.0"

func main() {
	emptySchema, emptyTerraformMapping := []byte("{}"), []byte("{}")
	provider.Serve("kubernetes", version, emptySchema, emptyTerraformMapping)
}
