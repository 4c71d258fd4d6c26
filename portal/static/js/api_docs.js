/* api_docs: draws the description of the API. The bundle before it is Swagger UI, served by ourselves. */
const place = document.querySelector("#swagger-ui");
window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  validatorUrl: null,
});
