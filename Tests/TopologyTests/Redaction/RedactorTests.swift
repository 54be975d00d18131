import Documents
import TestSupport
import Testing
import Topology

private func value(_ json: String) throws -> JSONValue { try JSONValue(parsing: Array(json.utf8)) }

private func text(_ value: JSONValue) -> String { String(decoding: value.encoded(), as: UTF8.self) }

private func quoted(_ text: String) -> String { String(decoding: JSONValue.string(text).encoded(), as: UTF8.self) }

private func redacted(_ json: String, path: String = "tenant/x.json") throws -> String {
    var redactor = Redactor()
    return text(redactor.redact(try value(json), path: path))
}

@Suite struct RedactorTests {
    @Test(arguments: [
        (#"{"kind":"SecretList","items":[{"data":{"a":"eA==","b":"eQ=="}}]}"#, "x.json"),
        (#"{"kind":"List","items":[{"kind":"Secret","data":{"a":"eA=="},"stringData":{"b":"x"}}]}"#, "x.json"),
        (#"{"items":[{"data":{"a":"eA==","b":"eA=="}}]}"#, "tenant/secrets.json"),
        (#"{"kind":"SyncSecretList","items":[{"data":{"a":"eA==","b":"eA=="}}]}"#, "x.json"),
        (#"{"kind":"Secret","data":{"a":"eA==","b":"eA=="}}"#, "x.json"),
        (#"{"spec":{"template":{"kind":"Secret","data":{"a":"eA==","b":"eA=="}}}}"#, "x.json"),
    ])
    func secretsKeepTheirKeysAlone(json: String, path: String) throws {
        var redactor = Redactor()
        let result = text(redactor.redact(try value(json), path: path))
        #expect(result.contains(#""a":"<redacted>""#))
        #expect(result.contains(#""b":"<redacted>""#))
        #expect(redactor.redactions.map(\.what) == [.secretValues])
        #expect(redactor.redactions.map(\.count) == [2])
        #expect(redactor.redactions.map(\.path) == [path])
    }

    /// Members that name others, and lists.
    @Test(arguments: [
        (
            #"{"env":[{"name":"DB_PASSWORD","value":"hunter2"}]}"#,
            #"{"env":[{"name":"DB_PASSWORD","value":"<redacted>"}]}"#
        ),
        (#"{"a":{"key":"authorization","value":"x"}}"#, #"{"a":{"key":"authorization","value":"<redacted>"}}"#),
        (#"{"password":{"value":"hunter2","b":"c"}}"#, #"{"password":{"value":"<redacted>","b":"c"}}"#),
        (#"{"passwords":["hunter2",{"a":"b"}]}"#, #"{"passwords":["<redacted>",{"a":"b"}]}"#),
        (
            #"{"secrets":["default-token"],"a":{"name":"token-volume","b":"c"}}"#,
            #"{"secrets":["default-token"],"a":{"name":"token-volume","b":"c"}}"#
        ),
        (#"{"a":{"name":"LOG_LEVEL","value":"debug"}}"#, #"{"a":{"name":"LOG_LEVEL","value":"debug"}}"#),
        (
            #"{"a":{"key":"token","operator":"In","values":["x"]}}"#,
            #"{"a":{"key":"token","operator":"In","values":["x"]}}"#
        ),
    ])
    func pairsAndLists(json: String, expected: String) throws {
        #expect(try redacted(json) == expected)
        #expect(try redacted(expected) == expected)
    }

    @Test func dataOfOtherKindsStays() throws {
        let json = #"{"kind":"ThingList","items":[{"data":{"a":"eA=="}}]}"#
        #expect(try redacted(json) == json)
    }

    @Test(arguments: [
        "example.com/api-token", "db.example/PASSWORD", "x/client-secret-name", "my-credentials", "x/api-key",
        "x/private",
    ])
    func annotationsWithTellingNames(name: String) throws {
        let result = try redacted(#"{"metadata":{"annotations":{"\#(name)":"abc","note":"abc"}}}"#)
        #expect(result == #"{"metadata":{"annotations":{"\#(name)":"<redacted> (1)","note":"abc"}}}"#)
    }

    @Test(arguments: [
        Sample.key, Sample.webToken, "Bearer c2VjcmV0LXRva2Vu", "https://me:hunter2@host/",
        "Basic dXNlcjpwYXNzd29yZA==",
        #"{"password": "hunter2"}"#,
    ])
    func annotationsWithTellingValues(annotation: String) throws {
        let result = try redacted(#"{"metadata":{"annotations":{"note":\#(quoted(annotation))}}}"#)
        #expect(result == #"{"metadata":{"annotations":{"note":"<redacted> (1)"}}}"#)
    }

    @Test(arguments: [
        #""metallb.io/ip-allocated-from-pool":"private-pool""#, #""x/use-private-ip":"true""#,
        #""note":"the token is elsewhere""#,
        #""external":"https://user@host/x?watch=1""#,
    ])
    func otherAnnotationsStay(annotation: String) throws {
        let json = #"{"metadata":{"annotations":{\#(annotation)}}}"#
        #expect(try redacted(json) == json)
    }

    @Test func annotationsStayEqualOrNot() throws {
        var redactor = Redactor()
        func annotation(_ text: String, _ path: String) throws -> JSONValue? {
            redactor.redact(try value(#"{"annotations":{"x/token":"\#(text)"}}"#), path: path)["annotations"]?[
                "x/token"]
        }
        let first = try annotation("abc", "tenant/services.json")
        #expect(try annotation("abc", "management/services.json") == first)
        #expect(try annotation("abd", "management/services.json") != first)
    }

    @Test func lastAppliedConfiguration() throws {
        let name = "kubectl.kubernetes.io/last-applied-configuration"
        let result = try redacted(#"{"metadata":{"annotations":{"\#(name)":"{}"},"managedFields":[{"time":"2026"}]}}"#)
        #expect(
            result == #"{"metadata":{"annotations":{"\#(name)":"<redacted>"},"managedFields":[{"time":"2026"}]}}"#)
    }

    @Test(arguments: [
        #"{"spec":SPEC}"#, #"{"spec":{"template":{"spec":SPEC}}}"#,
        #"{"spec":{"jobTemplate":{"spec":{"template":{"spec":SPEC}}}}}"#,
    ])
    func environment(place: String) throws {
        let variables =
            #"{"name":"A","value":"x"},{"name":"B","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}},{"name":"C","value":""}"#
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            let json = place.replacing("SPEC", with: #"{"\#(list)":[{"name":"c","env":[\#(variables)]}]}"#)
            #expect(try redacted(json) == json.replacing(#""value":"x""#, with: #""value":"<redacted>""#))
        }
    }

    @Test func headersOfProbes() throws {
        let json =
            #"{"containers":[{"livenessProbe":{"httpGet":{"path":"/live?token=abc","httpHeaders":[{"name":"X-Api-Key","value":"abc"},{"name":"Accept","value":"abc"}]}}}]}"#
        #expect(
            try redacted(json)
                == #"{"containers":[{"livenessProbe":{"httpGet":{"path":"/live?token=<redacted>","httpHeaders":[{"name":"X-Api-Key","value":"<redacted>"},{"name":"Accept","value":"abc"}]}}}]}"#
        )
    }

    @Test(arguments: [
        (["--token=abc,def;x", "--v=2"], ["--token=<redacted>", "--v=2"]),
        (["--password", "hunter2", "run"], ["--password", "<redacted>", "run"]),
        (["-api-key", "-abc", "--v"], ["-api-key", "<redacted>", "--v"]),
        (["--header=Authorization: Bearer abc"], ["--header=Authorization: <redacted>"]),
        (["--set=db.password=abc"], ["--set=db.password=<redacted>"]),
        ([Sample.webToken], ["<redacted>"]),
        (["--key=\(Sample.key)"], ["--key=<redacted>"]),
        (["--dsn=postgres://me:pw@db/x"], ["--dsn=postgres://me:<redacted>@db/x"]),
        (
            ["sh", "-c", "PGPASSWORD=a1 psql; exec app --token b2 --level 3 --secret=\"c 3\""],
            ["sh", "-c", "PGPASSWORD=<redacted> psql; exec app --token <redacted> --level 3 --secret=\"<redacted>\""]
        ),
        (["curl", "-u", "elastic:changeme", "http://x"], ["curl", "-u", "elastic:<redacted>", "http://x"]),
        (["sh", "-c", "curl -u elastic:changeme http://x"], ["sh", "-c", "curl -u elastic:<redacted> http://x"]),
        (
            ["--config", #"{"auth":{"password":"abc","user":"u"}}"#],
            ["--config", #"{"auth":{"password":"<redacted>","user":"u"}}"#]
        ),
    ])
    func argumentsThatCarrySecrets(words: [String], expected: [String]) throws {
        for key in ["args", "command"] {
            let result = try redacted(#"{"containers":[{"\#(key)":[\#(words.map(quoted).joined(separator: ","))]}]}"#)
            #expect(result == #"{"containers":[{"\#(key)":[\#(expected.map(quoted).joined(separator: ","))]}]}"#)
        }
    }

    @Test(arguments: [
        ["--cluster-name=acme", "--enable-secret-synchronizer=true", "--node-address-type=ExternalIP"],
        ["--cluster-name", "private", "--use-loadbalancer-class"],
        ["--token-file=/var/run/token", "--token-file", "/var/run/token", "--kubeconfig=/etc/kubelb/kubeconfig"],
        ["--token=$(TOKEN)", "--password", "${PASSWORD}", "--token", "--v=2"],
        ["--enable-tokens", "run", "--secret-name=x", "--secret-namespace", "y", "--token-ttl=1h", "-u", "1000:1000"],
        ["--secure-listen-address=0.0.0.0:8443", "--upstream=http://127.0.0.1:9443", "--authorization-mode=RBAC"],
    ])
    func otherArgumentsStay(words: [String]) throws {
        let json = #"{"containers":[{"args":[\#(words.map(quoted).joined(separator: ","))]}]}"#
        #expect(try redacted(json) == json)
    }

    @Test func anyFieldThatHoldsKeysOrTokens() throws {
        var redactor = Redactor()
        let json =
            #"{"items":[{"status":{"message":"token \#(Sample.webToken) refused","list":["\#(Sample.webToken)"]},"n":1}]}"#
        let result = text(redactor.redact(try value(json), path: "a.json"))
        #expect(result == #"{"items":[{"status":{"message":"token <redacted> refused","list":["<redacted>"]},"n":1}]}"#)
        #expect(
            text(redactor.document) == #"[{"path":"a.json","what":"keys, tokens and passwords","count":2}]"#)
    }

    /// Places that once were forgotten.
    @Test(arguments: [
        (#"{"spec":{"volumes":[{"csi":{"volumeAttributes":{"share":"S"}}}]}}"#, "<redacted>"),
        (#"{"kind":"Tenant","spec":{"propagatedAnnotations":{"x/token":"S"}}}"#, "<redacted> (1)"),
        (#"{"kind":"Config","spec":{"propagatedAnnotations":{"x/token":"a,S"}}}"#, "<redacted> (1),<redacted> (2)"),
        (#"{"lastState":{"terminated":{"message":"password=S"}}}"#, "password=<redacted>"),
        (#"{"kind":"Event","message":"token: \"S\""}"#, #"token: \"<redacted>\""#),
        (#"{"kind":"Event","note":"Set-Cookie: a=S"}"#, "Set-Cookie: <redacted>"),
        (#"{"spec":{"clientSecret":"S"}}"#, "<redacted>"),
        (
            #"{"kind":"PartialObjectMetadataList","items":[{"kind":"PartialObjectMetadata","data":{"a":"S"}}]}"#,
            "<redacted>"
        ),
    ])
    func forgottenPlaces(json: String, expected: String) throws {
        let isSecret = json.contains("PartialObjectMetadata")
        let result = try redacted(
            json.replacing("S\"", with: "hunter2\"").replacing("S\\", with: "hunter2\\"),
            path: isSecret ? "management/syncsecrets.kubelb.k8c.io.json" : "tenant/x.json")
        #expect(!result.contains("hunter2"))
        #expect(result.contains(#""\#(expected)""#))
    }

    @Test(arguments: [
        "ghp_" + String(repeating: "aB3", count: 12), "glpat-" + String(repeating: "aB3", count: 7),
        "xoxb-1234567890-" + String(repeating: "aB3", count: 8), "AKIA" + "IOSFODNN7EXAMPLE",
        "AIza" + String(repeating: "aB3", count: 12), Sample.webToken, Sample.key, "https://u:p@h.example/x",
    ])
    func annotationsThatAreTokens(token: String) throws {
        let result = try redacted(#"{"metadata":{"annotations":{"note":\#(quoted(token))}}}"#)
        #expect(result == #"{"metadata":{"annotations":{"note":"<redacted> (1)"}}}"#)
    }

    @Test func notesByPath() throws {
        var redactor = Redactor()
        #expect(text(redactor.document) == "[]")
        _ = redactor.redact(
            try value(#"{"containers":[{"env":[{"value":"a"}],"args":["--token=a"]}]}"#), path: "b.json")
        _ = redactor.text(Array("Bearer c2VjcmV0LXRva2Vu".utf8), path: "a.log")
        _ = redactor.text(Array("nothing".utf8), path: "c.log")
        #expect(redactor.redactions.map(\.path) == ["a.log", "b.json", "b.json"])
        #expect(redactor.redactions.map(\.what) == [.credentials, .environmentValues, .arguments])
    }
}
