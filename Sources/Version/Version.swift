/// What this build calls itself: both programs, the API and the metrics.
package enum Version {
    package static let text = "0.2.0"
}
