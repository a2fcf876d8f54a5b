import Foundation
import Glibc

/// What every exporter tells of its own process, under the names that dashboards expect
/// (prometheus.io/docs/instrumenting/writing_clientlibs, "Process metrics").
struct ProcessFacts: MetricsSource {
    /// Seconds since 1970.
    let startedAt: Double
    let version: String

    func families() -> [MetricFamily] {
        var families = [
            MetricFamily(
                name: "greenroom_build_info", kind: .gauge,
                samples: [.init("", MetricLabels([("version", version)]), 1)]),
            gauge("process_start_time_seconds", startedAt), gauge("process_cpu_seconds_total", cpuSeconds, .counter),
        ]
        if let pages = residentPages {
            families.append(gauge("process_resident_memory_bytes", Double(pages * sysconf(Int32(_SC_PAGESIZE)))))
        }
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
            families.append(gauge("process_open_fds", Double(open)))
        }
        return families
    }

    private func gauge(_ name: String, _ value: Double, _ kind: MetricFamily.Kind = .gauge) -> MetricFamily {
        MetricFamily(name: name, kind: kind, samples: [.init("", MetricLabels(), value)])
    }

    private var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The second figure of `/proc/self/statm` (proc(5)).
    private var residentPages: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let figures = text.split(separator: " ")
        return figures.count > 1 ? Int(figures[1]) : nil
    }
}
