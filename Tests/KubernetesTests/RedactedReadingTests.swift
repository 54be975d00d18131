import Documents
import Kubernetes
import Testing

/// What is read of clusters comes without secrets, so that nothing that prints it has to think of them.
@Suite struct RedactedReadingTests {
    private func pod(_ members: String) throws -> Pod {
        let json = #"{"kind":"PodList","items":[{"metadata":{"name":"a","annotations":{}},\#(members)}]}"#
        return try #require(ObjectList<Pod>.decode(Array(json.utf8), source: "test").value?.items.first)
    }

    @Test func messages() throws {
        let pod = try pod(
            #""status":{"message":"token=abc and","conditions":[{"message":"password=\"hunter2\""},"#
                + #"{"message":"{Name:DB_PASSWORD Value:hunter2 ValueFrom:nil}"},{"message":"dial u:hunter2@h:3128"}],"#
                + #""containerStatuses":[{"lastState":{"terminated":{"message":"Cookie: a=b"}}}]}"#)
        #expect(pod.message == "token=<redacted> and")
        #expect(
            pod.conditions.map(\.message) == [
                "password=\"<redacted>\"", "{Name:DB_PASSWORD Value:<redacted> ValueFrom:nil}",
                "dial u:<redacted>@h:3128",
            ])
        #expect(pod.containerStatuses.first?.lastState.message == "Cookie: <redacted>")
    }

    @Test func arguments() throws {
        let pod = try pod(
            #""spec":{"containers":[{"args":["--cluster-name=acme","--pass=a","--token","b","-p","c","-p","80"]}]}"#)
        #expect(
            pod.spec.containers.first?.args
                == [
                    "--cluster-name=acme", "--pass=<redacted>", "--token", "<redacted>", "-p", "<redacted>", "-p", "80",
                ])
    }

    @Test func annotationsStayComparable() throws {
        func annotations(_ values: String) throws -> [String: String] {
            let json = #"{"kind":"List","items":[{"metadata":{"name":"a","annotations":{\#(values)}}}]}"#
            let list = ObjectList<Service>.decode(Array(json.utf8), source: "test")
            return try #require(list.value?.items.first).metadata.annotations
        }
        let first = try annotations(#""x/token":"hunter2","x/note":"plain","y/password":"hunter2""#)
        #expect(first["x/note"] == "plain")
        #expect(first["x/token"]?.hasPrefix("<redacted> (") == true)
        #expect(first["x/token"] == first["y/password"])
        #expect(try annotations(#""x/token":"hunter3""#)["x/token"] != first["x/token"])
        #expect(try annotations(#""x/token":"hunter2""#)["x/token"] == first["x/token"])
    }

    /// The credentials of the CCM are tried, so that they are needed as they are; no output holds an object of this kind.
    @Test func secretsAreReadAsTheyAre() throws {
        let json = #"{"kind":"SecretList","items":[{"metadata":{"name":"a"},"data":{"token":"eA=="}}]}"#
        #expect(
            ObjectList<Secret>.decode(Array(json.utf8), source: "test").value?.items.first?.data == ["token": "eA=="])
    }

    @Test func statusesOfServers() {
        let body = #"{"kind":"Status","message":"admission webhook: password=hunter2 is wrong","code":500}"#
        let outcome = ObjectList<Pod>.decode(Array(body.utf8), source: "GET /x")
        #expect(outcome.unknown?.description.contains("password=<redacted> is wrong") == true)
    }
}

@Suite(.timeLimit(.minutes(15)))
struct RedactedAnswersTests {
    private func summary(of body: String, _ status: Int) async throws -> String? {
        let server = try ScriptedServer(.text(body, status))
        defer { withExtendedLifetime(server) {} }
        let client = try server.client()
        do {
            _ = try await client.answer(to: APICall("/api/v1/x"))
            return nil
        } catch {
            return error.summary
        }
    }

    @Test(arguments: [401, 409, 410, 422, 500])
    func `what a server says of an error comes without secrets`(status: Int) async throws {
        // The token is cut by the limit of a line, and has to be known as one all the same.
        let token = "ghp_" + String(repeating: "aB3", count: 12)
        let long = String(repeating: "x ", count: 140)
        let body = #"{"kind":"Status","code":\#(status),"message":"password=hunter2\n\#(long)\#(token)"}"#
        let summary = try #require(try await summary(of: body, status))
        #expect(!summary.contains("hunter2") && !summary.contains("ghp_") && summary.contains("password=<redacted>"))
    }

    private struct Hidden: MetadataOnly {
        static let kind = "Hidden"
        static let resource = "hiddens.example.com"
        static let leavesContents = true
        var metadata = ObjectMeta()
    }

    @Test func `of kinds that hold secrets only metadata is asked for`() async throws {
        func list(_ head: String) -> ScriptedServer.Answer {
            .text(#"{\#(head),"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"n"}}]}"#)
        }
        let server = try ScriptedServer(
            list(#""kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1""#),
            list(#""kind":"ServiceAccountList","apiVersion":"v1""#))
        let client = try server.client()
        #expect(await client.list(Hidden.self).value?.items.map(\.metadata.name) == ["a"])
        #expect(await client.list(ServiceAccount.self).value?.items.count == 1)
        let accepts = server.heads.map { head in
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("accept:") }.map(String.init)
        }
        #expect(
            accepts == [
                "Accept: application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
                "Accept: application/json",
            ])
    }
}
