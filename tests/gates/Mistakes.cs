using System.Text; // IDE0005

namespace Elsewhere // IDE0130 IDE0161
{
    internal class Unsealed // CA1852
    {
        public static async void AsyncVoid() => await Task.CompletedTask; // MA0155

        public static Task<string> ForgottenToken(HttpClient http, Uri address, CancellationToken ct) =>
            http.GetStringAsync(address); // CA2016 MA0040

        public static void Blocking(Stream stream) => stream.CopyToAsync(Stream.Null).Wait(); // MA0045

        public static DateTime Clock() => DateTime.UtcNow; // RS0030

        public static Guid Chance() => Guid.NewGuid(); // RS0030

        public static void Sleep() => Thread.Sleep(1); // RS0030 MA0045

        public static string Nothing(string? text) => text.Trim(); // CS8602

        public static int Incomplete(bool? answer) =>
            answer switch // CS8509
            {
                true => 1,
            };

        public static void CatchAll()
        {
            try
            {
                File.Delete("x");
            }
            catch // CA1031
            {
                Console.WriteLine("Nothing is said of what went wrong.");
            }
        }
    }
}
