import Media

/// How much a task may take, given up before the first byte from outside is read.
enum Limits {
    /// For commands that only read a file: 1 GiB, 15 s of work, 20 s in all.
    static func applyForReading() {
        _ = Confinement.limit(addressSpace: 1 << 30, cpuSeconds: 15, fileSize: 64 << 20)
        Confinement.isolate()
        Confinement.endAfter(seconds: 20)
        Confinement.endWithParent()
    }

    /// For a command that copies a result: 1 GiB, 10 minutes of work, results of up to 16 GiB.
    static func applyForCopying() {
        _ = Confinement.limit(addressSpace: 1 << 30, cpuSeconds: 600, fileSize: 16 << 30)
        Confinement.isolate()
        Confinement.endWithParent()
    }

    /// For commands that listen to or look at a recording with models: 3 GiB, 150 s of work, 120 s in all.
    static func applyForListening() {
        _ = Confinement.limit(addressSpace: 3 << 30, cpuSeconds: 150, fileSize: 64 << 20)
        Confinement.isolate()
        Confinement.endAfter(seconds: 120)
        Confinement.endWithParent()
    }

    /// For an engine: 6 GiB of addresses, because the models' runtime maps much more than it uses (a Kokoro voice 3.1 GiB at
    /// its first sentence); any length of work; results of up to 16 GiB. The engine ends with the server that started it.
    static func applyForEngine() {
        _ = Confinement.limit(addressSpace: 6 << 30, cpuSeconds: nil, fileSize: 16 << 30)
        Confinement.isolate()
        Confinement.endWithParent()
    }
}
