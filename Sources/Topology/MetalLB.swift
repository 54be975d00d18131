import Kubernetes

/// What MetalLB writes on Services, and reads from them.
package enum MetalLB {
    private static let prefixes = ["metallb.io/", "metallb.universe.tf/"]

    /// The pool that the Service's address is from.
    package static func pool(of service: Service) -> String? { value("ip-allocated-from-pool", of: service)?.value }

    /// The pool that the Service asks for, and in which annotation.
    package static func requestedPool(of service: Service) -> (annotation: String, value: String)? {
        value("address-pool", of: service)
    }

    private static func value(_ name: String, of service: Service) -> (annotation: String, value: String)? {
        prefixes.lazy.compactMap { prefix in
            service.metadata.annotations[prefix + name].map { (prefix + name, $0) }
        }.first
    }
}
