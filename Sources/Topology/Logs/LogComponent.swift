import KubeLB
import Kubernetes

/// A part of KubeLB that writes a log.
package enum LogComponent: String, Sendable, Hashable, CaseIterable {
    case ccm
    case manager
    case envoy

    package var side: ClusterSide { self == .ccm ? .tenant : .management }

    /// The container whose log it is, in its pods and in a bundle.
    package var containerName: String {
        switch self {
        case .ccm: Controller.Role.ccm.containerName
        case .manager: Controller.Role.manager.containerName
        case .envoy: "envoy-proxy"
        }
    }

    package init?(container: String, on side: ClusterSide) {
        guard let component = Self.allCases.first(where: { $0.containerName == container && $0.side == side }) else {
            return nil
        }
        self = component
    }

    /// Whose log it is; a container of the tenant cluster that bears another name is the CCM's.
    package init(of source: LogSource) {
        self =
            LogComponent(container: source.container, on: source.side) ?? (source.side == .tenant ? .ccm : .manager)
    }
}
