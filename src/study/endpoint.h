// What scores and models shall go with: an outcome of 0 or 1, or the time to an event.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dlrr {

// Of all rows of a table. With `time` (not negative, any unit) the outcome is 1 where the event was
// seen at that time, 0 where the patient was last seen without it.
struct Endpoint {
  Endpoint(const std::vector<int>& classes) : outcome(classes) {}
  Endpoint(std::span<const int> events, std::span<const double> times)
      : outcome(events), time(times) {}
  bool survival() const { return !time.empty(); }

  std::span<const int> outcome;
  std::span<const double> time;  // empty: there is none
};

// The two classes that folds of these rows shall share out evenly: the outcomes. With hardly
// anybody censored, the earlier and the later half of the times instead.
std::vector<int> fold_classes(const Endpoint& endpoint, std::span<const std::size_t> rows);

}  // namespace dlrr
