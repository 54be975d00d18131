import Documents
import Testing

@testable import Kubernetes

/// A list that arrives in parts is what it is as a whole, wherever the parts end.
@Suite struct ListDecoderTests {
    private static let object = """
        {"metadata":{"name":"web","namespace":"shop","uid":"00000000-0000-4000-8000-000000000001","labels":{"app":"web"},\
        "annotations":{"note":"\\u00e9\\n é"},"managedFields":[{"manager":"kubelb-ccm","operation":"Update",\
        "time":"2026-11-22T20:31:13Z","fieldsV1":{"f:spec":{"f:ports":{}}}}]},"spec":{"type":"LoadBalancer",\
        "ports":[{"port":80,"protocol":"TCP","targetPort":8080,"nodePort":31080}]}}
        """

    static let documents = [
        #"{"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[\#(object),\#(object)]}  "#,
        #"{"items":[\#(object)],"kind":"List","metadata":{"remainingItemCount":12}}"#,
        #"{"kind":"List","items":[\#(object),{"metadata":{"name":"bad"},"spec":{"ports":80}},{"spec":{}},7,null,"x"]}"#,
        #"{"kind":"List","items":[\#(object),{"metadata":{"name":"b"},"spec":{"ports":[01]}}]}"#,
        #"{"kind":"List","items":[\#(object),{"metadata":{"name":"cut"#,
        #"{"kind":"List","items":[\#(object),]}"#, #"{"kind":"List","items":[\#(object) x]}"#,
        #"{"kind":"List","items":[]}"#, #"{"kind":"List","items":{"a":12}}"#, #"{"kind":"List","items":12}"#,
        #"{"kind":"List","items":[]} x"#, #"{"kind":"List","items":null}"#, #"{"kind":"List","#, "{}", "[]", "12", " ",
        #"{"kind":"Status","message":"services is forbidden: in the namespace \"shop\"","code":403}"#,
        #"{"kind":"Pod"}"#, #"{"\u006bind":"List","it\u0065ms":[\#(object),12"#, "\u{FEFF}{}",
        #"{"kind":"List","items":[{"metadata":{"name":"aé\#(String(repeating: "x", count: 90))"}}],"code":12}"#,
    ]

    private func decode(_ text: String, parts size: Int) -> Observed<ObjectList<Service>> {
        var decoder = ListDecoder<Service>(source: "services.json")
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            decoder.take(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return decoder.finishList()
    }

    private func facts(_ list: Observed<ObjectList<Service>>) -> String {
        switch list {
        case .present(let list):
            "\(list.items) \(list.damaged) \(list.cutOff ?? "whole") \(list.resourceVersion)"
        default: "\(list)"
        }
    }

    @Test(arguments: documents)
    func `parts of any size make the same list`(text: String) {
        let whole = facts(decode(text, parts: .max))
        for size in 1...70 { #expect(facts(decode(text, parts: size)) == whole, "parts of \(size) bytes") }
    }

    @Test func `an object of many parts is read once it is whole`() throws {
        let long = String(repeating: "x", count: 10_000)
        let list = try #require(
            decode(#"{"kind":"List","items":[{"metadata":{"name":"a","namespace":"\#(long)"}}]}"#, parts: 64).value)
        #expect(list.items.map(\.metadata.namespace) == [long])
    }

    @Test func `what is read once and found again passes the same filters`() throws {
        let token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
        let map = #"{"some-password":"\#(token)"}"#
        let list = try #require(
            decode(
                #"""
                {"kind":"List","items":[{"metadata":{"name":"a","annotations":\#(map),"labels":\#(map)}},
                {"metadata":{"name":"b","labels":\#(map),"annotations":\#(map)}},{"metadata":{"name":"\#(token)"}}]}
                """#, parts: .max
            ).value)
        #expect(!"\(list)".contains(token))
        #expect(list.items[0].metadata.labels == list.items[1].metadata.labels)
        #expect(list.items[0].metadata.annotations == list.items[1].metadata.annotations)
        #expect(list.items[0].metadata.annotations != list.items[0].metadata.labels)
    }

    @Test func `values of the same bytes share their memory`() throws {
        let list = try #require(
            decode(#"{"kind":"List","items":[\#(Self.object),\#(Self.object)]}"#, parts: .max).value)
        let entries = list.items.flatMap(\.metadata.managedFields)
        #expect(entries.count == 2 && entries[0] == entries[1])
        #expect(entries[0].paths == ["spec.ports"])
        #expect(entries[0].ownsSpec)
    }

    @Test func `a changed copy leaves the original as it is`() {
        var service = Service()
        service.type = "LoadBalancer"
        var copy = service
        #expect(copy == service)
        copy.type = "NodePort"
        copy.metadata.labels["a"] = "b"
        #expect(service.type == "LoadBalancer")
        #expect(service.metadata.labels.isEmpty)
        #expect(copy != service)
    }
}
