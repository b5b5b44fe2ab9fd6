using System.Net;

namespace Provost.Server.Tests.Dialpad;

/// <summary>So many requests a second for a company (dialpad.md, Rate limits and errors).</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task The_request_after_the_twentieth_of_a_second_is_answered_429_with_Retry_After()
    {
        await using var company = await TestCompany.StartAsync(rateLimit: 20);
        for (var i = 0; i < 20; i++)
            (await company.GetAsync("/Users?count=0")).Expect(HttpStatusCode.OK);

        var refused = (await company.GetAsync("/Users")).Refused(HttpStatusCode.TooManyRequests, null);
        company.Time.Advance(TimeSpan.FromMilliseconds(999));
        var still = await company.GetAsync("/Users");
        company.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        still.Expect(HttpStatusCode.TooManyRequests);
        (await company.GetAsync("/Users")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_second_slides_so_that_no_boundary_lets_a_double_portion_through()
    {
        await using var company = await TestCompany.StartAsync(rateLimit: 2);

        await company.GetAsync("/Users");
        company.Time.Advance(TimeSpan.FromMilliseconds(600));
        await company.GetAsync("/Users");
        company.Time.Advance(TimeSpan.FromMilliseconds(600));

        (await company.GetAsync("/Users")).Expect(HttpStatusCode.OK);
        (await company.GetAsync("/Users")).Expect(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Keys_of_one_company_share_its_limit_and_another_company_has_its_own()
    {
        await using var company = await TestCompany.StartAsync(rateLimit: 1);
        await company.CommandAsync("companies", "add", "Fabrikam", "--owner", "owner@fabrikam.example");
        var second = await company.NewKeyAsync("Second");
        var other = await company.NewKeyAsync("Other", "--company", "Fabrikam");

        (await company.GetAsync("/Users")).Expect(HttpStatusCode.OK);

        (await company.GetAsync("/Users", second)).Expect(HttpStatusCode.TooManyRequests);
        (await company.GetAsync("/Users", other)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Limit_0_is_no_limit()
    {
        await using var company = await TestCompany.StartAsync(rateLimit: 0);

        for (var i = 0; i < 50; i++)
            (await company.GetAsync("/Users?count=0")).Expect(HttpStatusCode.OK);
    }
}
