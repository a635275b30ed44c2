data "runpod_tags" "all" {}

# Number of uses of each team's tag; null if Runpod does not return it.
output "teams" {
  value = {
    for tag in data.runpod_tags.all.tags : tag.value => try(length(tag.resources), null)
    if tag.key == "team"
  }
}
