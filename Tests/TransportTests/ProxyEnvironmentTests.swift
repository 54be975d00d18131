import Testing
import Transport

@Suite struct ProxyEnvironmentTests {
    @Test func theProxyIsTheOneOfTheScheme() {
        let proxies = ProxyEnvironment(["HTTPS_PROXY": "http://s:1", "HTTP_PROXY": "http://p:2"])
        #expect(proxies.proxy(forHost: "h", port: 443, isTLS: true) == "http://s:1")
        #expect(proxies.proxy(forHost: "h", port: 80, isTLS: false) == "http://p:2")
        #expect(ProxyEnvironment(["HTTP_PROXY": "p"]).proxy(forHost: "h", port: 443, isTLS: true) == nil)
        #expect(ProxyEnvironment([:]).proxy(forHost: "h", port: 443, isTLS: true) == nil)
    }

    @Test(arguments: [
        (["https_proxy": "http://lower"], "http://lower"),
        (["https_proxy": "http://lower", "HTTPS_PROXY": "http://upper"], "http://upper"),
        (["https_proxy": "http://lower", "HTTPS_PROXY": ""], "http://lower"),
        (["HTTPS_PROXY": "proxy:3128"], "http://proxy:3128"),
        (["HTTPS_PROXY": "socks5://proxy:1080"], "socks5://proxy:1080"),
        (["HTTPS_PROXY": "http://p", "NO_PROXY": "", "no_proxy": "other"], "http://p"),
    ])
    func eitherCaseIsRead(variables: [String: String], proxy: String) {
        #expect(ProxyEnvironment(variables).proxy(forHost: "api.example", port: 6443, isTLS: true) == proxy)
    }

    /// A request names the header `Proxy`, which becomes HTTP_PROXY.
    @Test func aCGIProgramDoesNotTrustHTTPProxy() {
        let proxies = ProxyEnvironment(["HTTP_PROXY": "evil", "HTTPS_PROXY": "good", "REQUEST_METHOD": "GET"])
        #expect(proxies.proxy(forHost: "h", port: 80, isTLS: false) == nil)
        #expect(proxies.proxy(forHost: "h", port: 443, isTLS: true) == "http://good")
    }

    @Test(arguments: ["localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "::ffff:127.0.0.1"])
    func whatIsOurselvesIsNeverProxied(host: String) {
        #expect(ProxyEnvironment(["HTTPS_PROXY": "p"]).proxy(forHost: host, port: 6443, isTLS: true) == nil)
    }

    @Test(arguments: [
        ("*", "anything", 1), ("a,*", "b", 1), ("api.example", "api.example", 6443),
        ("api.example", "API.Example", 6443), ("example", "api.example", 6443), (".example", "api.example", 6443),
        ("*.example", "api.example", 6443), ("api.example:6443", "api.example", 6443),
        (".example:6443", "api.example", 6443), (" a , api.example ,b", "api.example", 6443),
        ("10.1.2.3", "10.1.2.3", 6443), ("10.1.2.3:6443", "10.1.2.3", 6443), ("10.0.0.0/8", "10.200.1.1", 6443),
        ("10.128.0.0/9", "10.200.1.1", 6443), ("10.1.2.3/32", "10.1.2.3", 1), ("0.0.0.0/0", "192.0.2.1", 1),
        ("fd00::/8", "fd12::1", 6443), ("fd00::1", "[fd00::1]", 6443), ("[fd00::1]", "fd00::1", 6443),
        ("[fd00::1]:6443", "fd00::1", 6443), ("10.1.2.3", "::ffff:10.1.2.3", 6443),
    ])
    func exceptionsAreReachedDirectly(list: String, host: String, port: Int) {
        let proxies = ProxyEnvironment(["HTTPS_PROXY": "p", "NO_PROXY": list])
        #expect(proxies.proxy(forHost: host, port: port, isTLS: true) == nil)
    }

    @Test(arguments: [
        ("", "api.example", 6443), ("api.example", "other.example", 6443), ("ample", "api.example", 6443),
        (".example", "example", 6443), ("*.example", "example", 6443), ("api.example:443", "api.example", 6443),
        ("api.example", "api.example.org", 6443), ("10.1.2.3", "10.1.2.4", 6443), ("10.1.2.3:443", "10.1.2.3", 6443),
        ("10.0.0.0/8", "11.0.0.1", 6443), ("10.128.0.0/9", "10.127.1.1", 6443), ("10.0.0.0/33", "10.0.0.1", 6443),
        ("10.0.0.0/", "10.0.0.1", 6443), ("10.0.0.0/8", "ten.example", 6443), ("fd00::/8", "fe00::1", 6443),
        ("0.0.0.0/0", "2001:db8::1", 6443), ("::/0", "192.0.2.1", 6443), (".", "api.example", 6443),
        (",,", "api.example", 6443), ("a*", "abc", 6443),
    ])
    func everythingElseIsProxied(list: String, host: String, port: Int) {
        let proxies = ProxyEnvironment(["HTTPS_PROXY": "p", "NO_PROXY": list])
        #expect(proxies.proxy(forHost: host, port: port, isTLS: true) == "http://p")
    }
}
