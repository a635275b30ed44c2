# Above this number of busy hours a day, a pod that is left on is cheaper than flex workers: 16.58
output "break_even" {
  value = provider::runpod::break_even_hours_per_day(1.89, 0.00076)
}
