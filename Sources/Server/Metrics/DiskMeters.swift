import Glibc

/// The disk of the home, and the files of the database on it.
struct DiskMeters: MetricsSource {
    let home: String
    let database: String

    func families() -> [MetricFamily] {
        var families: [MetricFamily] = []
        var disk = statvfs()
        if statvfs(home, &disk) == 0 {
            let block = Double(disk.f_frsize)
            families.append(gauge("greenroom_disk_size_bytes", Double(disk.f_blocks) * block))
            families.append(gauge("greenroom_disk_free_bytes", Double(disk.f_bavail) * block))
        }
        for (name, path) in [
            ("greenroom_database_size_bytes", database), ("greenroom_database_wal_size_bytes", database + "-wal"),
        ] {
            var file = stat()
            if stat(path, &file) == 0 { families.append(gauge(name, Double(file.st_size))) }
        }
        return families
    }

    private func gauge(_ name: String, _ value: Double) -> MetricFamily {
        MetricFamily(name: name, kind: .gauge, samples: [.init("", MetricLabels(), value)])
    }
}
