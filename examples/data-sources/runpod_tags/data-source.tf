data "runpod_tags" "all" {}

# How often each team's tag is used; null where Runpod does not tell.
output "teams" {
  value = {
    for tag in data.runpod_tags.all.tags : tag.value => try(length(tag.resources), null)
    if tag.key == "team"
  }
}
