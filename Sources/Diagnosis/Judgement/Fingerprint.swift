import KubeLB
import Kubernetes
import Topology

/// What makes a finding the same one tomorrow: its code and the object that it is about. Neither UIDs nor versions, ages or
/// counts are part of it, so that a Service that was made anew keeps its findings.
///
/// An object whose name is a UID, a LoadBalancer without its Service, keeps that name: another one is another finding.
package struct Fingerprint: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let code: CheckCode
    /// nil where a finding is about no object: a cluster that cannot be reached.
    package let object: Object?

    package struct Object: Sendable, Hashable {
        package let side: ClusterSide
        package let kind: String
        package let namespace: String
        package let name: String

        package init(side: ClusterSide, kind: String, namespace: String, name: String) {
            self.side = side
            self.kind = kind
            self.namespace = namespace
            self.name = name
        }

        /// `Service shop/web`.
        package var path: String { "\(kind) \(namespace.isEmpty ? "" : namespace + "/")\(name)" }
    }

    package init(code: CheckCode, object: Object?) {
        self.code = code
        self.object = object
    }

    package init(of finding: Finding) {
        code = finding.code
        if let resource = finding.resource {
            object = Object(
                side: resource.side, kind: resource.kind, namespace: resource.namespace, name: resource.name)
        } else if let first = finding.objects.first {
            let name = first.kind == Pod.kind ? Self.withoutSuffix(first.name) : first.name
            object = Object(side: first.side, kind: first.kind, namespace: first.namespace, name: name)
        } else {
            object = nil
        }
    }

    /// `KLC-S005/tenant/Service/shop/web`; without an object the code alone.
    package var description: String {
        guard let object else { return code.description }
        return [code.description, object.side.rawValue, object.kind, object.namespace, object.name]
            .joined(separator: "/")
    }

    package static func < (left: Fingerprint, right: Fingerprint) -> Bool {
        left.code != right.code ? left.code < right.code : left.description < right.description
    }

    /// A pod's name without what its owners append to theirs: `web-7c9d8f6b5d-x2vbn` → `web`.
    private static func withoutSuffix(_ name: String) -> String {
        var parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last, last.count == 5, last.allSatisfy(isGenerated) else { return name }
        parts.removeLast()
        if parts.count > 1, let hash = parts.last, (6...10).contains(hash.count), hash.allSatisfy(isGenerated) {
            parts.removeLast()
        }
        return parts.joined(separator: "-")
    }

    /// The letters of generated names (k8s.io/apimachinery, util/rand): no vowels, and no digits that look like them.
    private static func isGenerated(_ letter: Character) -> Bool { "bcdfghjklmnpqrstvwxz2456789".contains(letter) }
}
