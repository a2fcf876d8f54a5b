import Domain
import Metrics

/// Counts the media that were taken in, whichever way they came.
package struct MediaCounts: Sendable {
    private struct Counters {
        let files: Counter
        let bytes: Counter
    }

    private let counters: [MediaFile.Kind: [MediaFile.Origin: Counters]]

    package init(metrics: any MetricsFactory = NOOPMetricsHandler.instance) {
        counters = Dictionary(
            uniqueKeysWithValues: MediaFile.Kind.allCases.map { kind in
                let ofKind = [MediaFile.Origin.upload, .url].map { origin -> (MediaFile.Origin, Counters) in
                    let labels = [("kind", kind.rawValue), ("origin", origin.rawValue)]
                    let files = Counter(label: "greenroom_stored_media_total", dimensions: labels, factory: metrics)
                    let bytes = Counter(
                        label: "greenroom_stored_media_bytes_total", dimensions: labels, factory: metrics)
                    return (origin, Counters(files: files, bytes: bytes))
                }
                return (kind, Dictionary(uniqueKeysWithValues: ofKind))
            })
    }

    func note(_ file: MediaFile) {
        let counters = counters[file.kind]?[file.origin]
        counters?.files.increment()
        counters?.bytes.increment(by: file.facts.sizeBytes)
    }
}
