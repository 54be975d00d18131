import Documents

/// `elbv2.k8s.aws/v1beta1` TargetGroupBinding: the AWS Load Balancer Controller makes one for each port of a Service, and
/// reports there what keeps it from registering targets.
package struct TargetGroupBinding: KubernetesObject, Hashable {
    package static let kind = "TargetGroupBinding"
    package static let resource = "targetgroupbindings.elbv2.k8s.aws"
    package static let version = "v1beta1"
    package var metadata = ObjectMeta()
    /// The name of its Service, in the same namespace.
    package var service = ""

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            guard case "serviceRef" = key else { return try reader.skip() }
            try reader.object { (reader, key) throws(JSONError) in
                if case "name" = key { service = try reader.string() ?? "" } else { try reader.skip() }
            }
        }
    }
}
