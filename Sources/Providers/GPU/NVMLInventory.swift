import Domain
import Foundation

/// The GPUs that NVIDIA's management library tells of. The library is loaded when it is there: a machine without one has
/// no GPUs.
///
/// `@unchecked Sendable`: NVML may be called from any thread, and the handle is only used to find its functions.
package final class NVMLInventory: GPUInventory, @unchecked Sendable {
    private typealias Device = OpaquePointer
    private typealias Plain = @convention(c) () -> Int32
    private typealias Count = @convention(c) (UnsafeMutablePointer<UInt32>) -> Int32
    private typealias Handle = @convention(c) (UInt32, UnsafeMutablePointer<Device?>) -> Int32
    private typealias Name = @convention(c) (Device, UnsafeMutablePointer<CChar>, UInt32) -> Int32
    /// nvmlMemory_t: total, free, used; bytes.
    private typealias Memory = @convention(c) (Device, UnsafeMutableRawPointer) -> Int32
    /// nvmlUtilization_t: the processor and the memory, percent.
    private typealias Load = @convention(c) (Device, UnsafeMutableRawPointer) -> Int32

    private static let mostDevices: UInt32 = 64
    private static let longestName = 96

    private let library: UnsafeMutableRawPointer
    private let count: Count
    private let handle: Handle
    private let name: Name
    private let memory: Memory
    private let load: Load?

    /// - Parameter path: of the library, or its name.
    /// - Returns: nil when there is no such library, or no driver for it.
    package init?(library path: String = "libnvidia-ml.so.1") {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { return nil }
        func find<Function>(_ name: String, as type: Function.Type) -> Function? {
            dlsym(library, name).map { unsafeBitCast($0, to: type) }
        }
        guard let start = find("nvmlInit_v2", as: Plain.self), start() == 0,
            let count = find("nvmlDeviceGetCount_v2", as: Count.self),
            let handle = find("nvmlDeviceGetHandleByIndex_v2", as: Handle.self),
            let name = find("nvmlDeviceGetName", as: Name.self),
            let memory = find("nvmlDeviceGetMemoryInfo", as: Memory.self)
        else {
            dlclose(library)
            return nil
        }
        self.library = library
        (self.count, self.handle, self.name, self.memory) = (count, handle, name, memory)
        load = find("nvmlDeviceGetUtilizationRates", as: Load.self)
    }

    deinit {
        if let end = dlsym(library, "nvmlShutdown") { _ = unsafeBitCast(end, to: Plain.self)() }
        dlclose(library)
    }

    package func gpus() async -> [GPU] {
        await BlockingThreads.run {
            self.devices.map { index, device in
                GPU(
                    index: index, name: self.name(of: device),
                    memoryMiB: self.bytes(of: device).map { $0.total >> 20 } ?? 0)
            }
        }
    }

    package func loads() async -> [GPULoad] {
        await BlockingThreads.run {
            self.devices.compactMap { index, device in
                guard let bytes = self.bytes(of: device) else { return nil }
                return GPULoad(index: index, usedMiB: bytes.used >> 20, busy: self.busy(device))
            }
        }
    }

    private var devices: [(Int, Device)] {
        var number: UInt32 = 0
        guard count(&number) == 0 else { return [] }
        return (0..<min(number, Self.mostDevices)).compactMap { index in
            var device: Device?
            guard handle(index, &device) == 0, let device else { return nil }
            return (Int(index), device)
        }
    }

    private func name(of device: Device) -> String {
        var text = [CChar](repeating: 0, count: Self.longestName)
        guard name(device, &text, UInt32(text.count - 1)) == 0 else { return "GPU" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func bytes(of device: Device) -> (total: Int, used: Int)? {
        var told: (UInt64, UInt64, UInt64) = (0, 0, 0)
        guard memory(device, &told) == 0, let total = Int(exactly: told.0), let used = Int(exactly: told.2) else {
            return nil
        }
        return (total, used)
    }

    private func busy(_ device: Device) -> Double? {
        var told: (UInt32, UInt32) = (0, 0)
        guard let load, load(device, &told) == 0 else { return nil }
        return min(Double(told.0) / 100, 1)
    }
}
