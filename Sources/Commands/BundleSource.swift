import Kubernetes
import Topology

/// Reads an observation from a bundle on disk.
struct BundleSource {
    let files: BundleFiles
    let manifest: BundleManifest

    init(path: String) throws(CommandFailure) {
        do {
            files = try BundleFiles.open(path)
        } catch {
            throw CommandFailure(error)
        }
        let name = "bundle.json"
        switch files.read(name) {
        case .success(let bytes?):
            do {
                manifest = try BundleManifest.decode(bytes, source: "\(path)/\(name)")
            } catch {
                throw CommandFailure(.usage, error.message, hint: error.hint)
            }
        case .success(nil):
            throw CommandFailure(
                .usage, "\(path) is no bundle: it has no \(name)",
                hint: "name the directory or archive that holds \(name)")
        case .failure(let error): throw CommandFailure(error)
        }
    }

    private var bundle: BundleObservation {
        BundleObservation(source: files.name, manifest: manifest) { path in
            switch files.read(path) {
            case .success(let bytes?): .present(bytes)
            case .success(nil): .absent
            case .failure(let error): .failed(error.message)
            }
        }
    }

    /// The Services alone: enough to find those that are named.
    func services() -> Observed<ObjectList<Service>> { bundle.list(.tenant, Service.self) }

    func observe(tenant: String?, services: Set<String>) -> Observation {
        var observation = bundle.observe(requestedTenant: tenant, requestedServices: services)
        observation.damage = files.warnings + observation.damage
        return observation
    }
}
