import Testing

@testable import Sandbox

@Suite struct RequestTargetTests {
    @Test func pathAndQueryAreTakenApartAndDecoded() throws {
        let target = try #require(
            RequestTarget("/api/v1/pods%2Fx?labelSelector=a%3Db%2Cc+d&limit=5&watch&limit=&a=b=c"))
        #expect(target.path == "/api/v1/pods/x")
        #expect(
            target.query.map { "\($0.name)|\($0.value)" } == [
                "labelSelector|a=b,c d", "limit|5", "watch|", "limit|", "a|b=c",
            ])
    }

    @Test func aPlusInAPathIsAPlus() throws {
        #expect(try #require(RequestTarget("/a+b")).path == "/a+b")
    }

    @Test(arguments: ["", "x", "http://a/b", "/%", "/%4", "/%zz", "/%ff", "/?a=%", "/?%c3=1"])
    func whatIsNotWellFormedIsRefused(text: String) {
        #expect(RequestTarget(text) == nil)
    }
}
