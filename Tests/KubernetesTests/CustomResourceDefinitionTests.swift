import Documents
import Kubernetes
import Testing

/// Which fields a CRD keeps, as far as its schemas show it.
@Suite struct CustomResourceDefinitionTests {
    private func definition(_ versions: String) throws -> CustomResourceDefinition {
        var reader = JSONReader(Array(#"{"spec":{"group":"kubelb.k8c.io","versions":\#(versions)}}"#.utf8))
        return try CustomResourceDefinition(from: &reader)
    }

    private static func version(_ name: String, served: Bool = true, spec: String) -> String {
        #"{"name":"\#(name)","served":\#(served),"schema":{"openAPIV3Schema":{"properties":{"spec":\#(spec)}}}}"#
    }

    @Test(
        arguments: [
            (
                "[\(version("v1", spec: #"{"properties":{"ports":{"type":"array"},"type":{}}}"#))]",
                ["spec.ports", "spec.type"]
            ),
            // Of several versions that are served a field may be in any.
            (
                "[\(version("v1", spec: #"{"properties":{"a":{}}}"#)),\(version("v2", spec: #"{"properties":{"b":{}}}"#))]",
                ["spec.a", "spec.b"]
            ),
            (
                "[\(version("v1", spec: #"{"properties":{"a":{}}}"#)),\(version("v0", served: false, spec: "{}"))]",
                ["spec.a"]
            ),
            // One that keeps everything drops nothing.
            ("[\(version("v1", spec: #"{"x-kubernetes-preserve-unknown-fields":true,"properties":{"a":{}}}"#))]", nil),
            (#"[{"name":"v1","served":true}]"#, nil),
            (#"[{"name":"v1","served":true,"schema":7}]"#, nil),
            (#"[{"name":"v1","served":true,"schema":{"openAPIV3Schema":{"properties":[]}}}]"#, nil),
            ("[]", nil), ("7", nil),
        ] as [(String, Set<String>?)])
    func specFields(versions: String, fields: Set<String>?) throws {
        #expect(try definition(versions).specFields == fields)
    }
}
