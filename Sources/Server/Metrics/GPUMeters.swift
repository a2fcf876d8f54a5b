import Studio
import Synchronization

/// Tells what the GPUs of this machine do. They are asked before each answer.
final class GPUMeters: MetricsSource {
    private let engines: Engines
    private let last = Mutex<[Engines.GPUView]>([])

    init(engines: Engines) { self.engines = engines }

    func refresh() async {
        let views = await engines.gpus()
        last.withLock { $0 = views }
    }

    func families() -> [MetricFamily] {
        let views = last.withLock { $0 }
        guard !views.isEmpty else { return [] }
        func gauge(_ name: String, _ value: (Engines.GPUView) -> Double?) -> MetricFamily {
            MetricFamily(
                name: name, kind: .gauge,
                samples: views.compactMap { view in
                    value(view).map { .init("", MetricLabels([("gpu", String(view.gpu.index))]), $0) }
                })
        }
        let mebibyte = 1_048_576.0
        return [
            gauge("greenroom_gpu_memory_bytes") { Double($0.gpu.memoryMiB) * mebibyte },
            gauge("greenroom_gpu_memory_used_bytes") { $0.load.map { Double($0.usedMiB) * mebibyte } },
            gauge("greenroom_gpu_busy_ratio") { $0.load?.busy },
            gauge("greenroom_gpu_tasks_running") { Double($0.promised.tasks) },
        ]
    }
}
