import Kubernetes
import Testing

/// Lists as API servers give them, and as they must never be given.
@Suite struct ObjectListTests {
    private func decode(_ text: String) -> Observed<ObjectList<Service>> {
        ObjectList<Service>.decode(Array(text.utf8), source: "tenant/services.json")
    }

    @Test func readsServices() throws {
        let list = try #require(
            decode(
                """
                {"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":""},"items":[
                {"metadata":{"name":"web","namespace":"shop","uid":"u1","finalizers":["kubelb.k8c.io/cleanup"],"labels":null,
                "creationTimestamp":"2026-11-22T20:31:12Z","managedFields":[{"manager":"kubelb-ccm","operation":"Update",
                "time":"2026-11-22T20:31:13Z","fieldsV1":{"f:spec":{"f:ports":{}}},"subresource":"status"}]},
                "spec":{"type":"LoadBalancer","ports":[{"name":"http","port":80,"protocol":"TCP","targetPort":"web","nodePort":31080},
                {"port":53,"protocol":"UDP","targetPort":5353,"nodePort":0}],"sessionAffinityConfig":{"clientIP":{"timeoutSeconds":30}},
                "loadBalancerSourceRanges":["10.0.0.0/8"]},
                "status":{"loadBalancer":{"ingress":[{"ip":"198.51.100.1","ipMode":"VIP"},{"hostname":"a.example"}]}}}]}
                """
            ).value)
        let service = try #require(list.items.first)
        #expect(list.isComplete)
        #expect(service.metadata.path == "shop/web")
        #expect(service.isLoadBalancer)
        #expect(service.ports.map(\.label) == ["80/TCP", "53/UDP"])
        #expect(service.ports.map(\.nodePort) == [31080, nil])
        #expect(service.ports.map(\.targetPort) == [.name("web"), .number(5353)])
        #expect(service.ingress.addresses == ["198.51.100.1", "a.example"])
        #expect(service.clientIPTimeoutSeconds == 30)
        #expect(service.metadata.managedFields.first?.ownsSpec == true)
        #expect(service.metadata.managedFields.first?.subresource == "status")
    }

    /// Its fields are not trusted, and it does not pass for absent.
    @Test func anObjectThatIsTooLargeIsDamaged() throws {
        let text = String(repeating: "x", count: 3 << 20)
        let list = try #require(
            decode(
                """
                {"kind":"List","items":[{"metadata":{"name":"small","namespace":"shop"}},
                {"metadata":{"name":"large","namespace":"shop"},"unread":"\(text)"}]}
                """
            ).value)
        #expect(list.items.map(\.metadata.name) == ["small"])
        #expect(list.incompleteness == "shop/large: items[1]: larger than 3 MiB")
    }

    @Test func statusIsAnOutcome() {
        let forbidden = decode(
            #"{"kind":"Status","message":"services is forbidden: User \"x\" cannot list resource \"services\" in API group \"\" in the namespace \"shop\"","code":403}"#
        )
        guard case .forbidden(let right) = forbidden else {
            Issue.record("\(forbidden)")
            return
        }
        #expect(right == MissingRight(verb: "list", resource: "services", namespace: "shop"))
        // Every API server has Services.
        guard case .failed = decode(#"{"kind":"Status","message":"404 page not found","code":404}"#) else {
            Issue.record("404 is an absence")
            return
        }
        guard case .failed(let reason) = decode(#"{"kind":"Status","message":"try later","code":503}"#) else {
            Issue.record("503 is no failure")
            return
        }
        #expect(reason == "tenant/services.json: 503 try later")
    }

    @Test func damagedObjectsAreSetAside() throws {
        let list = try #require(
            decode(
                """
                {"kind":"List","items":[{"metadata":{"name":"good","namespace":"shop"},"spec":{"type":"ClusterIP"}},
                {"metadata":{"name":"bad","namespace":"shop"},"spec":{"ports":"80"}},{"spec":{}}]}
                """
            ).value)
        #expect(list.items.map(\.metadata.name) == ["good"])
        #expect(list.damaged.count == 2)
        #expect(
            list.damaged[0].description.hasPrefix("shop/bad: items[1].spec.ports: expected an array, found a string"))
        #expect(list.damaged[1].description.contains("metadata.name is missing"))
        #expect(!list.isComplete)
    }

    @Test func cutOffListKeepsWhatStandsBefore() throws {
        let whole =
            #"{"kind":"List","items":[{"metadata":{"name":"a","namespace":"n"}},{"metadata":{"name":"b","namespace":"n"}}]}"#
        let list = try #require(decode(String(whole.dropLast(20))).value)
        #expect(list.items.map(\.metadata.name) == ["a"])
        #expect(list.cutOff?.hasPrefix("tenant/services.json: ") == true)
        #expect(list.cutOff?.contains("is truncated") == true)
    }

    @Test func firstPageAloneIsIncomplete() throws {
        let list = try #require(decode(#"{"kind":"List","metadata":{"continue":"abc"},"items":[]}"#).value)
        #expect(!list.isComplete)
    }

    @Test(arguments: [
        "", "[]", "{}", "null", "{\"items\"", "\u{FEFF}{}", "{\"kind\":\"Pod\"}", "{\"items\":{}}", "{\"items\":7}",
    ])
    func whatIsNoListFails(text: String) {
        guard case .failed(let reason) = decode(text) else {
            Issue.record("\(decode(text))")
            return
        }
        #expect(reason.hasPrefix("tenant/services.json: "))
    }

    @Test(arguments: [
        // Not what was asked for, or not all of it.
        #"{"items":[]}"#, #"{"kind":"PodList","apiVersion":"v1","items":[]}"#, #"{"kind":"List","items":null}"#,
        #"{"kind":"ServiceList","apiVersion":"v1","metadata":{}}"#,
    ])
    func whatIsAnotherListFails(text: String) {
        guard case .failed = decode(text) else {
            Issue.record("\(decode(text))")
            return
        }
    }

    @Test func objectsThatRemainMakeItIncomplete() throws {
        let list = try #require(
            decode(#"{"kind":"List","metadata":{"remainingItemCount":17},"items":[]}"#).value)
        #expect(list.cutOff == "tenant/services.json: 17 more objects were not collected")
    }

    @Test func anObjectOfAnotherKindIsDamaged() throws {
        let list = try #require(
            decode(#"{"kind":"List","items":[{"kind":"Pod","metadata":{"name":"a","namespace":"n"}}]}"#).value)
        #expect(list.items.isEmpty)
        #expect(list.incompleteness?.contains(#"expected a Service, found kind "Pod""#) == true)
    }

    @Test func aThousandPortsAreRead() throws {
        let ports = (1...1000).map { #"{"port":\#($0),"protocol":"TCP","nodePort":\#(30000 + $0)}"# }.joined(
            separator: ",")
        let list = try #require(
            decode(
                #"{"kind":"List","items":[{"metadata":{"name":"many","namespace":"n"},"spec":{"type":"LoadBalancer","ports":[\#(ports)]}}]}"#
            ).value)
        #expect(list.items.first?.ports.count == 1000)
    }
}
