import APIServer
import Documents
import Kubernetes

/// How a pair of clusters is served.
package struct ServeOptions: Sendable {
    /// Where the kubeconfig is written, made if missing; nil: a new temporary directory.
    package var directory: String?
    package var faults: [ServedSide: [ServedFault]] = [:]
    /// Objects besides those of the bundle. A kind that neither has is not served.
    package var extraObjects: [ServedSide: [ServedObject]] = [:]
    /// The true time of both servers; nil: the system's.
    package var now: (@Sendable () -> Timestamp)?
    /// What stands in the Secret that leads the CCM to the management cluster, made from the right kubeconfig (YAML); nil: no
    /// such Secret. In the tenant cluster it is kubelb/kubelb-cluster, in the other tenant-NAME/kubelb-ccm-kubeconfig.
    package var ccmKubeconfig: @Sendable (ServedSide, String) -> String? = { $1 }
    /// What answers in place of the bundle's objects.
    var handler: (@Sendable (ServedSide) -> any APIHandler)?

    package init(directory: String? = nil, faults: [ServedSide: [ServedFault]] = [:]) {
        self.directory = directory
        self.faults = faults
    }
}

/// An object that is served besides those of a bundle.
package struct ServedObject: Sendable, Hashable {
    /// As its file in a bundle is called: `secrets`, `deployments.apps`.
    package var resource: String
    /// Whole, but for `apiVersion` and `kind`, as in a List.
    package var object: JSONValue

    package init(resource: String, object: JSONValue) {
        self.resource = resource
        self.object = object
    }
}
